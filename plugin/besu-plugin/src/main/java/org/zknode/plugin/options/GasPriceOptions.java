/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.zknode.rollup.config.GasPriceConfig;
import org.zknode.rollup.config.GasPriceConfig.Suggester;
import picocli.CommandLine.Option;

/** {@code --plugin-zknode-gas-price-*}: the suggested L2 gas price and the lowest accepted one. */
public final class GasPriceOptions {
  /** A wei amount is at most 256 bits. */
  private static final int MAX_BITS = 256;

  @Option(
      names = "--plugin-zknode-gas-price-suggester",
      paramLabel = "<off|fixed|follower>",
      description =
          "Where the main node takes the suggested L2 gas price from: the default price, or a part of the L1 price (default: follower)")
  String suggester = "follower";

  @Option(
      names = "--plugin-zknode-gas-price-default-wei",
      paramLabel = "<wei>",
      description =
          "The fixed suggestion; for the follower the lowest one (default: ${DEFAULT-VALUE})")
  BigInteger defaultPrice = GasPriceConfig.DEFAULT_PRICE;

  @Option(
      names = "--plugin-zknode-gas-price-max-wei",
      paramLabel = "<wei>",
      description = "The highest suggestion, 0 = no limit (default: ${DEFAULT-VALUE})")
  BigInteger maxPrice = BigInteger.ZERO;

  @Option(
      names = "--plugin-zknode-gas-price-l1-factor",
      paramLabel = "<factor>",
      description = "The follower suggests this times the L1 price (default: ${DEFAULT-VALUE})")
  BigDecimal l1Factor = GasPriceConfig.DEFAULT_L1_FACTOR;

  @Option(
      names = "--plugin-zknode-gas-price-update-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How often a price is suggested (default: ${DEFAULT-VALUE})")
  Duration updateInterval = GasPriceConfig.DEFAULT_UPDATE_INTERVAL;

  @Option(
      names = "--plugin-zknode-gas-price-history-retention",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How long old suggestions stay (default: ${DEFAULT-VALUE})")
  Duration historyRetention = GasPriceConfig.DEFAULT_HISTORY_RETENTION;

  @Option(
      names = "--plugin-zknode-gas-price-refresh-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How often a node reads the suggestions (default: ${DEFAULT-VALUE})")
  Duration refreshInterval = GasPriceConfig.DEFAULT_REFRESH_INTERVAL;

  @Option(
      names = "--plugin-zknode-gas-price-min-wei",
      paramLabel = "<wei>",
      description =
          "Transactions with a lower gas price or maxFeePerGas are refused (default: ${DEFAULT-VALUE})")
  BigInteger minPrice = BigInteger.ZERO;

  @Option(
      names = "--plugin-zknode-gas-price-suggested-is-min",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "Also refuse what is below every suggestion of the window; wallets must then use eth_gasPrice, not the base fee (default: ${DEFAULT-VALUE})")
  boolean suggestedIsMin;

  @Option(
      names = "--plugin-zknode-gas-price-window",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How long a suggested price is good enough (default: ${DEFAULT-VALUE})")
  Duration window = GasPriceConfig.DEFAULT_WINDOW;

  GasPriceConfig toConfig() {
    OptionChecks.positive(window, "--plugin-zknode-gas-price-window");
    OptionChecks.positive(historyRetention, "--plugin-zknode-gas-price-history-retention");
    if (historyRetention.compareTo(window) < 0) {
      throw new OptionException(
          "--plugin-zknode-gas-price-history-retention",
          "%s is shorter than the window of %s for which prices are needed"
              .formatted(historyRetention, window));
    }
    if (l1Factor.signum() < 0) {
      throw new OptionException("--plugin-zknode-gas-price-l1-factor", l1Factor + " is below 0");
    }
    final BigInteger max = wei(maxPrice, "--plugin-zknode-gas-price-max-wei");
    if (max.signum() > 0 && max.compareTo(defaultPrice) < 0) {
      throw new OptionException(
          "--plugin-zknode-gas-price-max-wei",
          "%s is below the default price of %s wei".formatted(max, defaultPrice));
    }
    return new GasPriceConfig(
        OptionChecks.oneOf(Suggester.class, suggester, "--plugin-zknode-gas-price-suggester"),
        wei(defaultPrice, "--plugin-zknode-gas-price-default-wei"),
        max,
        l1Factor,
        OptionChecks.positive(updateInterval, "--plugin-zknode-gas-price-update-interval"),
        historyRetention,
        OptionChecks.positive(refreshInterval, "--plugin-zknode-gas-price-refresh-interval"),
        wei(minPrice, "--plugin-zknode-gas-price-min-wei"),
        suggestedIsMin,
        window);
  }

  private static BigInteger wei(final BigInteger value, final String flag) {
    if (value.signum() < 0 || value.bitLength() > MAX_BITS) {
      throw new OptionException(flag, value + " is not between 0 and 2^256 - 1");
    }
    return value;
  }
}
