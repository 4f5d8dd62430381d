/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * Table pool.gas_price: what was suggested when (docs/spec/pool.md, "Gas price"), in wei. Every
 * method may throw {@link org.zknode.rollup.service.TemporaryException}.
 */
public interface GasPrices {
  /**
   * @param l1Price absent where L1 was not asked
   */
  void add(Instant now, BigInteger price, Optional<BigInteger> l1Price);

  /**
   * Reads the newest price and the lowest of a time.
   *
   * @param from prices that were suggested then or later count as recent
   */
  Suggested read(Instant from);

  /**
   * Reads the newest price of L1 and the lowest of a time.
   *
   * @param from prices that were read then or later count as recent
   */
  L1Price readL1(Instant from);

  /** Deletes what was suggested before that time; the newest price stays, and the newest of L1. */
  int deleteBefore(Instant time);

  /**
   * @param newest absent when nothing was ever suggested
   * @param leastRecent absent when nothing was suggested in that time
   */
  record Suggested(Optional<BigInteger> newest, Optional<BigInteger> leastRecent) {}

  /**
   * @param newest absent when L1 was never asked
   * @param newestAtMillis when that was read; 0 without one
   * @param leastRecent absent when L1 was not asked in that time
   */
  record L1Price(
      Optional<BigInteger> newest, long newestAtMillis, Optional<BigInteger> leastRecent) {}
}
