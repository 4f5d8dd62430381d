/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;

/**
 * The L2 gas price that is suggested to users, and the one below which nothing is taken (spec
 * zkevm-node 1.4, 5.1 rule 12 and 5.4). Prices are in wei per gas.
 *
 * @param suggester run by the main node
 * @param defaultPrice the fixed price; for the follower the lowest that it suggests
 * @param maxPrice the highest that is suggested, 0 = no limit
 * @param l1Factor the follower suggests this times the price of L1
 * @param updateInterval how often a price is suggested
 * @param historyRetention how long old suggestions stay in the pool DB
 * @param refreshInterval how often a node reads the suggestions
 * @param minPrice a transaction with a lower price is refused, whatever was suggested
 * @param suggestedIsMin whether what is below every suggestion of the window is refused too
 * @param window a price that was suggested this short a time ago is good enough
 */
public record GasPriceConfig(
    Suggester suggester,
    BigInteger defaultPrice,
    BigInteger maxPrice,
    BigDecimal l1Factor,
    Duration updateInterval,
    Duration historyRetention,
    Duration refreshInterval,
    BigInteger minPrice,
    boolean suggestedIsMin,
    Duration window) {

  /** Wei (spec zkevm-node 1.1, DefaultGasPriceWei). */
  public static final BigInteger DEFAULT_PRICE = BigInteger.valueOf(2_000_000_000L);

  /** Spec zkevm-node 1.1, Factor. */
  public static final BigDecimal DEFAULT_L1_FACTOR = new BigDecimal("0.15");

  /** Spec zkevm-node 1.1, UpdatePeriod. */
  public static final Duration DEFAULT_UPDATE_INTERVAL = Duration.ofSeconds(10);

  /** Spec zkevm-node 1.1, CleanHistoryTimeRetention. */
  public static final Duration DEFAULT_HISTORY_RETENTION = Duration.ofMinutes(5);

  /** Spec zkevm-node 1.1, IntervalToRefreshGasPrices. */
  public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofSeconds(5);

  /** Spec zkevm-node 1.1, MinAllowedGasPriceInterval. */
  public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

  /** Where the suggested price comes from. */
  public enum Suggester {
    /** Nothing is suggested. */
    OFF,
    /** The default price. */
    FIXED,
    /** A part of the price of L1. */
    FOLLOWER
  }

  /**
   * The follower, and no lowest price: wallets compute prices from the chain's base fee, which
   * knows nothing of the suggestion.
   */
  public static GasPriceConfig defaults() {
    return new GasPriceConfig(
        Suggester.FOLLOWER,
        DEFAULT_PRICE,
        BigInteger.ZERO,
        DEFAULT_L1_FACTOR,
        DEFAULT_UPDATE_INTERVAL,
        DEFAULT_HISTORY_RETENTION,
        DEFAULT_REFRESH_INTERVAL,
        BigInteger.ZERO,
        false,
        DEFAULT_WINDOW);
  }
}
