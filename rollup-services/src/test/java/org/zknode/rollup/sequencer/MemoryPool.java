/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.service.TemporaryException;

/**
 * A pool in insertion order (nonces of a sender ascending) that can fail before it marks, as a pool
 * DB that goes away.
 */
final class MemoryPool implements TransactionPool {
  private final Map<Bytes32, PooledTransaction> rows = new LinkedHashMap<>();
  private final Map<Bytes32, String> reasons = new LinkedHashMap<>();
  private boolean failsToMark;

  void failToMark(final boolean fails) {
    failsToMark = fails;
  }

  String status(final SignedTransaction transaction) {
    return rows.get(transaction.hash()).status();
  }

  String reason(final SignedTransaction transaction) {
    return reasons.get(transaction.hash());
  }

  @Override
  public void add(final SignedTransaction transaction) {
    rows.put(
        transaction.hash(),
        new PooledTransaction(
            transaction.hash(),
            transaction.raw(),
            transaction.sender(),
            transaction.nonce(),
            "pending",
            rows.size()));
  }

  @Override
  public List<PooledTransaction> pending(final int limit) {
    final List<PooledTransaction> pending =
        rows.values().stream().filter(row -> row.status().equals("pending")).toList();
    final Map<Address, Queue<PooledTransaction>> byNonce = new HashMap<>();
    for (final PooledTransaction row : pending) {
      byNonce
          .computeIfAbsent(
              row.sender(),
              key -> new PriorityQueue<>(Comparator.comparingLong(PooledTransaction::nonce)))
          .add(row);
    }
    return pending.stream().map(row -> byNonce.get(row.sender()).remove()).limit(limit).toList();
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    if (failsToMark) {
      throw new TemporaryException("pool DB is gone");
    }
    hashes.forEach(hash -> set(hash, "selected"));
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    set(hash, "failed");
    reasons.put(hash, reason);
  }

  private void set(final Bytes32 hash, final String status) {
    rows.computeIfPresent(
        hash,
        (key, row) ->
            new PooledTransaction(
                key, row.raw(), row.sender(), row.nonce(), status, row.receivedAtMillis()));
  }

  @Override
  public void unselectAbove(final long blockNumber) {
    throw new AssertionError("the sequencer never unselects");
  }

  @Override
  public Optional<PooledTransaction> find(final Bytes32 hash) {
    return Optional.ofNullable(rows.get(hash));
  }

  @Override
  public Optional<Long> highestNonce(final Address sender) {
    final OptionalLong highest =
        rows.values().stream()
            .filter(row -> row.sender().equals(sender))
            .mapToLong(PooledTransaction::nonce)
            .max();
    return highest.isPresent() ? Optional.of(highest.getAsLong()) : Optional.empty();
  }

  @Override
  public long pendingCount() {
    return pending(Integer.MAX_VALUE).size();
  }

  @Override
  public void close() {}
}
