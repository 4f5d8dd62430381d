/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;

/**
 * The L2 gas price that is suggested to users, and the one below which nothing is taken
 * (docs/spec/pool.md, "Gas price"). Prices are in wei per gas.
 *
 * @param suggester run by the main node
 * @param defaultPrice the fixed price; for the follower the lowest that it suggests
 * @param maxPrice the highest that is suggested, 0 = no limit
 * @param l1Factor the follower suggests this times the price of L1
 * @param updateInterval how often a price is suggested
 * @param historyRetention how long old suggestions stay in the pool DB
 * @param refreshInterval how often a node reads the suggestions
 * @param minPrice a transaction that pays less is neither taken nor put into a block, whatever was
 *     suggested
 * @param suggestedIsMin whether what is below every suggestion of the window is refused too
 * @param window a price that was suggested this short a time ago is good enough
 * @param l1Floor whether what a transaction pays has to cover its bytes at L1's price, which the
 *     follower reads
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
    Duration window,
    boolean l1Floor) {

  /** Wei (docs/spec/pool.md, "Defaults"). */
  public static final BigInteger DEFAULT_PRICE = BigInteger.valueOf(2_000_000_000L);

  /**
   * Above 1, because both chains charge data alike (EIP-7623): what is little more than data, for
   * the suggested price, pays for its bytes on L1. The 0.15 of zkevm-node is from before
   * (docs/spec/pool.md, "Defaults").
   */
  public static final BigDecimal DEFAULT_L1_FACTOR = new BigDecimal("1.1");

  /**
   * Wei: below what wallets with a priority fee of their own offer (1 to 2.5 gwei), and 0.03 ether
   * for a block of 30 million gas.
   */
  public static final BigInteger DEFAULT_MIN_PRICE = BigInteger.valueOf(1_000_000_000L);

  /** A price of L1 that nobody could renew for longer does not count any more. */
  public static final Duration L1_PRICE_MAX_AGE = Duration.ofHours(1);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final Duration DEFAULT_UPDATE_INTERVAL = Duration.ofSeconds(10);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final Duration DEFAULT_HISTORY_RETENTION = Duration.ofMinutes(5);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
  public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofSeconds(5);

  /** As zkevm-node (docs/spec/pool.md, "Defaults"). */
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

  /** The follower, the lowest price and the floor that follows L1. */
  public static GasPriceConfig defaults() {
    return new GasPriceConfig(
        Suggester.FOLLOWER,
        DEFAULT_PRICE,
        BigInteger.ZERO,
        DEFAULT_L1_FACTOR,
        DEFAULT_UPDATE_INTERVAL,
        DEFAULT_HISTORY_RETENTION,
        DEFAULT_REFRESH_INTERVAL,
        DEFAULT_MIN_PRICE,
        false,
        DEFAULT_WINDOW,
        true);
  }
}
