/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Collection;
import org.zknode.rollup.pool.PriceFloor;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/** Sets of pending transactions. */
final class Pending {
  static final PriceFloor NO_FLOOR = PriceFloor.flat(BigInteger.ZERO);

  private Pending() {}

  static PendingSet of(final Collection<Candidate> candidates) {
    final PendingSet pending = new PendingSet();
    candidates.forEach(pending::put);
    return pending;
  }
}
