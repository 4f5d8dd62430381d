/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and messages of people. */
class ParsingTest {
  /** Of EIP-55. */
  private static final String CHECKED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  private static final String ZERO = "0x" + "0".repeat(40);

  private static AbstractThrowableAssert<?, ?> refused(final ThrowingCallable parsing) {
    return assertThatThrownBy(parsing).isInstanceOf(BridgeClientException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CHECKED,
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "0x0000000000000000000000000000000000000012"
      })
  void anAddressHasItsChecksumOrNone(final String text) {
    assertThat(Parsing.address("--to", text))
        .hasToString(text.toLowerCase(Locale.ROOT))
        .isEqualTo(Parsing.receiver("--to", text))
        .isEqualTo(Parsing.token("--token", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee",
        "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
      })
  void aTypoIsFoundByTheChecksum(final String text) {
    final String why =
        "--to %s is not as it was meant: its capital letters (its checksum, EIP-55) do not fit its digits; copy it again"
            .formatted(text);
    refused(() -> Parsing.address("--to", text)).hasMessage(why);
    refused(() -> Parsing.receiver("--to", text)).hasMessage(why);
    refused(() -> Parsing.token("--to", text)).hasMessage(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6", "alice.eth", ""})
  void whatIsNoAddressIsRefused(final String text) {
    refused(() -> Parsing.address("--to", text))
        .hasMessage("--to is an address of 0x and 40 hex digits, not '%s'", text);
  }

  @Test
  void zeroIsNobodyAndNoToken() {
    refused(() -> Parsing.receiver("--to", ZERO))
        .hasMessage(
            "--to is the zero address, which nobody has the key of: what is sent there is lost");
    refused(() -> Parsing.token("--token", ZERO))
        .hasMessage(
            "--token is the zero address, where no token is: ether is sent without --token");
  }

  @Test
  void aMessageIsOneThatCanBeClaimed() {
    assertThat(Parsing.message("--message", "0x").size()).isZero();
    assertThat(Parsing.message("--message", "0x" + "ab".repeat(90_000)).size()).isEqualTo(90_000);
    refused(() -> Parsing.message("--message", "0x" + "ab".repeat(90_001)))
        .hasMessage(
            "--message has 90001 bytes, and 90000 at the most: a claim carries the whole message,"
                + " and rollups take no transaction with more than 100000 bytes of data; it, and"
                + " the ether with it, could not be claimed");
    refused(() -> Parsing.message("--message", "hello"))
        .hasMessage("--message is bytes as 0x and pairs of hex digits, not 'hello'");
    refused(() -> Parsing.message("--message", "0x" + "a".repeat(1_001)))
        .hasMessageEndingWith("not '0x" + "a".repeat(98) + "…'");
  }
}
