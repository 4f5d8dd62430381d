/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.pool.GasPriceConfig.Suggester;

/** Suggests L2 gas prices and writes them into the pool DB (docs/spec/pool.md, "Gas price"). */
public final class GasPriceSuggester {
  /** How often old suggestions are deleted (docs/spec/pool.md, "Defaults"). */
  public static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

  /** Decimal digits of a suggestion; the rest is cut off (docs/spec/pool.md, "Gas price"). */
  private static final MathContext PRECISION = new MathContext(3, RoundingMode.DOWN);

  private static final Logger LOG = LoggerFactory.getLogger(GasPriceSuggester.class);

  private final GasPriceConfig config;
  private final Supplier<BigInteger> l1Price;
  private final GasPrices prices;
  private final Clock clock;
  private Optional<Instant> cleaned = Optional.empty();

  /**
   * @param l1Price what L1 suggests now, in wei; asked by the follower only
   */
  public GasPriceSuggester(
      final GasPriceConfig config,
      final Supplier<BigInteger> l1Price,
      final GasPrices prices,
      final Clock clock) {
    this.config = config;
    this.l1Price = l1Price;
    this.prices = prices;
    this.clock = clock;
  }

  /**
   * Writes one suggestion, also when it is that of the last time: its age counts.
   *
   * @throws org.zknode.rollup.service.TemporaryException L1 or the database cannot be reached; the
   *     last suggestion stays the newest
   */
  public void step() {
    final Optional<BigInteger> l1 =
        config.suggester() == Suggester.FOLLOWER ? Optional.of(l1Price.get()) : Optional.empty();
    final BigInteger price = price(l1);
    final Instant now = clock.instant();
    prices.add(now, price, l1);
    LOG.debug("suggested L2 gas price {} wei, L1 {}", price, l1);
    if (cleaned.isEmpty() || !cleaned.get().plus(CLEANUP_INTERVAL).isAfter(now)) {
      prices.deleteBefore(now.minus(config.historyRetention()));
      cleaned = Optional.of(now);
    }
  }

  private BigInteger price(final Optional<BigInteger> l1) {
    final BigInteger wanted =
        l1.map(BigDecimal::new)
            .map(price -> price.multiply(config.l1Factor()).toBigInteger())
            .map(config.defaultPrice()::max)
            .orElse(config.defaultPrice());
    final BigInteger capped =
        config.maxPrice().signum() > 0 ? wanted.min(config.maxPrice()) : wanted;
    return new BigDecimal(capped).round(PRECISION).toBigInteger();
  }
}
