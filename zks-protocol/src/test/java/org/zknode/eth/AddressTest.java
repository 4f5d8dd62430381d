/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as people write them. */
class AddressTest {
  /** Those of EIP-55. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void aChecksumIsTakenAndMade(final String text) {
    final Address address = Address.ofText(text);
    assertThat(address.toChecksumString()).isEqualTo(text);
    assertThat(address).hasToString(text.toLowerCase(Locale.ROOT));
    assertThat(Address.ofText(text.toLowerCase(Locale.ROOT))).isEqualTo(address);
    assertThat(Address.ofText("0x" + text.substring(2).toUpperCase(Locale.ROOT)))
        .isEqualTo(address);
    assertThat(Address.ofText(text.substring(2))).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee",
        "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
      })
  void aTypoIsFound(final String text) {
    assertThatThrownBy(() -> Address.ofText(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s is not as it was meant: its capital letters (its checksum, EIP-55) do not fit its"
                + " digits; copy it again",
            text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0x", "0x12", "alice.eth", "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"})
  void whatIsNoAddressIsRefused(final String text) {
    assertThatThrownBy(() -> Address.ofText(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not an address (0x and 40 hex digits)", text);
  }
}
