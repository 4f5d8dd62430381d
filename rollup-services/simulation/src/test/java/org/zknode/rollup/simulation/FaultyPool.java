/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool;

/** A process's connection to the pool DB. */
record FaultyPool(TransactionPool pool, Faults faults) implements TransactionPool {
  @Override
  public void add(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    faults.pool();
    pool.add(transaction, cost);
    faults.afterPoolWrite();
  }

  @Override
  public boolean isFull() {
    return pool.isFull();
  }

  @Override
  public boolean takesGaps() {
    return pool.takesGaps();
  }

  @Override
  public boolean hasNonces(final Address sender, final long first, final long last) {
    return pool.hasNonces(sender, first, last);
  }

  @Override
  public PendingChanges changes(final Optional<String> since) {
    faults.pool();
    return pool.changes(since);
  }

  @Override
  public Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    faults.pool();
    return pool.load(hashes);
  }

  @Override
  public boolean awaitNew(final Duration timeout) {
    return pool.awaitNew(timeout);
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    faults.pool();
    pool.markSelected(hashes, blockNumber);
    faults.afterPoolWrite();
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    faults.pool();
    pool.markFailed(hash, reason);
    faults.afterPoolWrite();
  }

  @Override
  public void markInvalid(final Bytes32 hash, final String reason) {
    faults.pool();
    pool.markInvalid(hash, reason);
    faults.afterPoolWrite();
  }

  @Override
  public void giveUp(final List<Dead> transactions) {
    faults.pool();
    pool.giveUp(transactions);
    faults.afterPoolWrite();
  }

  @Override
  public void settle(final Collection<Bytes32> hashes, final long blockNumber) {
    faults.pool();
    pool.settle(hashes, blockNumber);
    faults.afterPoolWrite();
  }

  @Override
  public int unselectAbove(final long blockNumber) {
    faults.pool();
    return pool.unselectAbove(blockNumber);
  }

  @Override
  public Optional<PooledTransaction> find(final Bytes32 hash) {
    return pool.find(hash);
  }

  @Override
  public Optional<Long> highestNonce(final Address sender) {
    return pool.highestNonce(sender);
  }

  @Override
  public long pendingCount() {
    return pool.pendingCount();
  }

  @Override
  public void close() {}
}
