/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;

/** Amounts and times as people write and read them. */
final class Texts {
  static final int ETHER_DECIMALS = 18;
  private static final String SMALLEST = "wei";
  private static final int MOST_BITS = 256;

  private Texts() {}

  /**
   * @param text a decimal number of whole tokens, or of the smallest unit with "wei" behind it
   * @throws BridgeClientException it is no such number, not above zero, or too fine for the token
   */
  static BigInteger amount(final String text, final int decimals) {
    final String number = text.strip().toLowerCase(Locale.ROOT);
    final boolean smallest = number.endsWith(SMALLEST);
    final BigInteger amount;
    try {
      amount =
          smallest
              ? new BigInteger(number.substring(0, number.length() - SMALLEST.length()).strip())
              : new BigDecimal(number).movePointRight(decimals).toBigIntegerExact();
    } catch (final NumberFormatException e) {
      throw new BridgeClientException(
          "--amount is a number as 0.25, or of the smallest unit as 1000wei, not '%s'"
              .formatted(text),
          e);
    } catch (final ArithmeticException e) {
      throw new BridgeClientException(
          "--amount %s is finer than the %d decimals of the token".formatted(text, decimals), e);
    }
    if (amount.signum() <= 0) {
      throw new BridgeClientException("--amount is above 0, not '%s'".formatted(text));
    }
    if (amount.bitLength() > MOST_BITS) {
      throw new BridgeClientException("--amount %s is more than a uint256".formatted(text));
    }
    return amount;
  }

  /** Whole tokens, without zeros at the end. */
  static String of(final BigInteger amount, final int decimals) {
    final BigDecimal number = new BigDecimal(amount, decimals).stripTrailingZeros();
    return number.signum() == 0 ? "0" : number.toPlainString();
  }

  /** As 45 s, 3 min, 2 h. */
  static String of(final Duration time) {
    final long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return time.toMinutes() < 120 ? time.toMinutes() + " min" : time.toHours() + " h";
  }
}
