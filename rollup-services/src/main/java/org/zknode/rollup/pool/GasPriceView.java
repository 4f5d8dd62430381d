/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.zknode.rollup.config.GasPriceConfig;
import org.zknode.rollup.pool.GasPrices.Suggested;

/**
 * The suggested price and the lowest that is accepted, held in memory. While the database cannot be
 * reached the last ones stay. Thread-safe.
 */
public final class GasPriceView {
  private final GasPriceConfig config;
  private final GasPrices prices;
  private final Clock clock;
  private final Instant started;
  private volatile Suggested suggested;

  /** Reads the prices for the first time. */
  public GasPriceView(final GasPriceConfig config, final GasPrices prices, final Clock clock) {
    this.config = config;
    this.prices = prices;
    this.clock = clock;
    this.started = clock.instant();
    this.suggested = read();
  }

  /** Reads the prices again. */
  public void refresh() {
    suggested = read();
  }

  /** The window never reaches back before this node's start (spec zkevm-node 5.1, rule 12). */
  private Suggested read() {
    final Instant from = clock.instant().minus(config.window());
    return prices.read(from.isBefore(started) ? started : from);
  }

  /** The newest suggestion. */
  public Optional<BigInteger> suggested() {
    return suggested.newest();
  }

  /** A transaction whose maxFeePerGas is below this is refused. */
  public BigInteger leastAccepted() {
    return config.suggestedIsMin()
        ? suggested.leastRecent().map(config.minPrice()::max).orElse(config.minPrice())
        : config.minPrice();
  }
}
