/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Amounts and times of people. */
class TextsTest {
  @Test
  void anAmountIsOfWholeTokensOrOfTheSmallestUnit() {
    assertThat(Texts.amount("0.25", 18)).isEqualTo(new BigInteger("250000000000000000"));
    assertThat(Texts.amount("3", 0)).isEqualTo(BigInteger.valueOf(3));
    assertThat(Texts.amount("1e-6", 6)).isEqualTo(BigInteger.ONE);
    assertThat(Texts.amount(" 1000 WEI", 18)).isEqualTo(BigInteger.valueOf(1000));
  }

  @Test
  void whatIsNoAmountIsRefusedWithItsReason() {
    refused("0", 18, "--amount is above 0, not '0'");
    refused("-1", 18, "--amount is above 0, not '-1'");
    refused("0wei", 18, "--amount is above 0, not '0wei'");
    refused("0.0000001", 6, "--amount 0.0000001 is finer than the 6 decimals of the token");
    refused(
        "much", 18, "--amount is a number as 0.25, or of the smallest unit as 1000wei, not 'much'");
    refused("1.5wei", 18, "--amount is a number as 0.25, or of the smallest unit as 1000wei");
    final String tooMuch = BigInteger.TWO.pow(256) + "wei";
    refused(tooMuch, 18, "--amount " + tooMuch + " is more than a uint256");
  }

  private static void refused(final String text, final int decimals, final String why) {
    assertThatThrownBy(() -> Texts.amount(text, decimals))
        .isInstanceOf(BridgeClientException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void amountsAndTimesAreShort() {
    assertThat(Texts.of(new BigInteger("250000000000000000"), 18)).isEqualTo("0.25");
    assertThat(Texts.of(BigInteger.ZERO, 18)).isEqualTo("0");
    assertThat(Texts.of(BigInteger.TEN.pow(21), 18)).isEqualTo("1000");
    assertThat(Texts.of(Duration.ofSeconds(119))).isEqualTo("119 s");
    assertThat(Texts.of(Duration.ofSeconds(125))).isEqualTo("2 min");
    assertThat(Texts.of(Duration.ofHours(30))).isEqualTo("30 h");
  }
}
