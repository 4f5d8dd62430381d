/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.GasPriceConfig.Suggester;
import picocli.CommandLine.Option;

/** {@code --plugin-zknode-gas-price-*}: the suggested L2 gas price and the lowest accepted one. */
public final class GasPriceOptions {
  /** A wei amount is at most 256 bits. */
  private static final int MAX_BITS = 256;

  /** The suggestion is cut to three digits, and the floor may be all but the L1 price. */
  private static final BigDecimal LEAST_FACTOR = new BigDecimal("1.01");

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
          "Transactions that pay less per gas, base fee and priority fee together, are refused and not put into blocks (default: ${DEFAULT-VALUE})")
  BigInteger minPrice = GasPriceConfig.DEFAULT_MIN_PRICE;

  @Option(
      names = "--plugin-zknode-gas-price-l1-floor",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "What a transaction pays has to cover its bytes at the L1 price, which the follower reads; never more than the highest suggestion (default: ${DEFAULT-VALUE})")
  boolean l1Floor = true;

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
    final Suggester source =
        OptionChecks.oneOf(Suggester.class, suggester, "--plugin-zknode-gas-price-suggester");
    if (source == Suggester.FOLLOWER && l1Floor && l1Factor.compareTo(LEAST_FACTOR) < 0) {
      throw new OptionException(
          "--plugin-zknode-gas-price-l1-factor",
          ("%s is below %s: eth_gasPrice would name a price that the floor refuses; raise it, or"
                  + " take less than the bytes cost on L1 with"
                  + " --plugin-zknode-gas-price-l1-floor=false")
              .formatted(l1Factor, LEAST_FACTOR));
    }
    if (defaultPrice.compareTo(minPrice) < 0) {
      throw new OptionException(
          "--plugin-zknode-gas-price-default-wei",
          "%s is below the lowest accepted price of %s wei (--plugin-zknode-gas-price-min-wei)"
              .formatted(defaultPrice, minPrice));
    }
    return new GasPriceConfig(
        source,
        wei(defaultPrice, "--plugin-zknode-gas-price-default-wei"),
        max,
        l1Factor,
        OptionChecks.positive(updateInterval, "--plugin-zknode-gas-price-update-interval"),
        historyRetention,
        OptionChecks.positive(refreshInterval, "--plugin-zknode-gas-price-refresh-interval"),
        wei(minPrice, "--plugin-zknode-gas-price-min-wei"),
        suggestedIsMin,
        window,
        l1Floor);
  }

  private static BigInteger wei(final BigInteger value, final String flag) {
    if (value.signum() < 0 || value.bitLength() > MAX_BITS) {
      throw new OptionException(flag, value + " is not between 0 and 2^256 - 1");
    }
    return value;
  }
}
