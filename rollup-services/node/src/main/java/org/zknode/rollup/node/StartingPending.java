/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.PendingTransactions;

/** The pool's pending transactions; none as long as there is no pool yet. */
final class StartingPending implements PendingTransactions {
  private final Supplier<Optional<PendingTransactions>> pool;

  StartingPending(final Supplier<Optional<PendingTransactions>> pool) {
    this.pool = pool;
  }

  @Override
  public Optional<Map<String, Object>> find(final Bytes32 hash) {
    return pool.get().flatMap(present -> present.find(hash));
  }

  @Override
  public long nextNonce(final Address sender, final long latest) {
    return pool.get().map(present -> present.nextNonce(sender, latest)).orElse(latest);
  }
}
