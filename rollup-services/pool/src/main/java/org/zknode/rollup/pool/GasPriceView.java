/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.zknode.rollup.pool.GasPrices.L1Price;
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
  private volatile L1Price l1;

  /** Reads the prices for the first time. */
  public GasPriceView(final GasPriceConfig config, final GasPrices prices, final Clock clock) {
    this.config = config;
    this.prices = prices;
    this.clock = clock;
    this.started = clock.instant();
    this.suggested = read();
    this.l1 = readL1();
  }

  /** Reads the prices again. */
  public void refresh() {
    suggested = read();
    l1 = readL1();
  }

  private L1Price readL1() {
    return prices.readL1(clock.instant().minus(config.window()));
  }

  /** The window never reaches back before this node's start (docs/spec/pool.md, "Gas price"). */
  private Suggested read() {
    final Instant from = clock.instant().minus(config.window());
    return prices.read(from.isBefore(started) ? started : from);
  }

  /** The newest suggestion. */
  public Optional<BigInteger> suggested() {
    return suggested.newest();
  }

  /** What users are told to pay, in wei per gas: never less than what is accepted. */
  public BigInteger named() {
    return suggested().map(leastAccepted()::max).orElseGet(this::leastAccepted);
  }

  /**
   * What transactions have to pay now. It follows the lowest price of L1 within the window, so that
   * a price which was suggested a while ago still passes; when L1 cannot be asked, the last known
   * price for up to {@link GasPriceConfig#L1_PRICE_MAX_AGE}; then only the minimum counts.
   */
  public PriceFloor floor() {
    final BigInteger minimum = leastAccepted();
    return new PriceFloor(
        minimum,
        config.l1Floor() ? l1Price() : BigInteger.ZERO,
        config.maxPrice().signum() > 0 ? config.maxPrice().max(minimum) : BigInteger.ZERO);
  }

  private BigInteger l1Price() {
    final L1Price now = l1;
    final long oldest = clock.millis() - GasPriceConfig.L1_PRICE_MAX_AGE.toMillis();
    return now.leastRecent()
        .or(() -> now.newest().filter(price -> now.newestAtMillis() >= oldest))
        .orElse(BigInteger.ZERO);
  }

  /** The lowest price per gas whatever L1 costs: a transaction that pays less is refused. */
  public BigInteger leastAccepted() {
    return config.suggestedIsMin()
        ? suggested.leastRecent().map(config.minPrice()::max).orElse(config.minPrice())
        : config.minPrice();
  }
}
