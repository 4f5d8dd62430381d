/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * Table pool.gas_price: what was suggested when (spec zkevm-node 5.4), in wei. Every method may
 * throw {@link org.zknode.rollup.service.TemporaryException}.
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

  /** Deletes what was suggested before that time; the newest price stays. */
  int deleteBefore(Instant time);

  /**
   * @param newest absent when nothing was ever suggested
   * @param leastRecent absent when nothing was suggested in that time
   */
  record Suggested(Optional<BigInteger> newest, Optional<BigInteger> leastRecent) {}
}
