/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.TransactionPool;

/**
 * The pool DB in memory, for simulations: the same results as the one on PostgreSQL (one contract
 * test holds both to that). For one thread.
 */
public final class MemoryTransactionPool implements TransactionPool {
  private static final String PENDING = "pending";
  private static final String SELECTED = "selected";
  private static final String FAILED = "failed";

  private record Row(
      SignedTransaction transaction,
      int encodedBytes,
      String status,
      long receivedAt,
      long position,
      Optional<Long> block) {
    Row with(final String newStatus, final Optional<Long> newBlock) {
      return new Row(transaction, encodedBytes, newStatus, receivedAt, position, newBlock);
    }

    boolean isLive() {
      return status.equals(PENDING) || status.equals(SELECTED);
    }

    boolean isOf(final SignedTransaction other) {
      return transaction.nonce() == other.nonce() && transaction.sender().equals(other.sender());
    }

    BigInteger weight() {
      return weightOf(transaction);
    }
  }

  private final Clock clock;
  private final Map<Bytes32, Row> rows = new LinkedHashMap<>();
  private long nextPosition = 1;

  /**
   * @param clock gives the time at which a transaction was received
   */
  public MemoryTransactionPool(final Clock clock) {
    this.clock = clock;
  }

  private static BigInteger weightOf(final SignedTransaction transaction) {
    return transaction.maxFeePerGas().multiply(BigInteger.valueOf(transaction.gasLimit()));
  }

  @Override
  public void add(final SignedTransaction transaction) throws PoolRejectedException {
    final Optional<Row> old =
        rows.values().stream().filter(row -> row.isLive() && row.isOf(transaction)).findFirst();
    if (old.isPresent()) {
      refuseReplacement(old.get(), transaction);
      rows.put(old.get().transaction().hash(), old.get().with(FAILED, Optional.empty()));
    }
    rows.put(
        transaction.hash(),
        new Row(
            transaction,
            BatchCodec.encodedSize(transaction.raw()),
            PENDING,
            clock.millis(),
            nextPosition++,
            Optional.empty()));
  }

  private static void refuseReplacement(final Row old, final SignedTransaction transaction)
      throws PoolRejectedException {
    if (old.transaction().hash().equals(transaction.hash())) {
      throw RefusalReason.ALREADY_KNOWN.with();
    }
    if (old.weight().compareTo(weightOf(transaction)) > 0) {
      throw RefusalReason.REPLACEMENT_UNDERPRICED.with();
    }
    if (old.status().equals(SELECTED)) {
      throw RefusalReason.NONCE_TOO_LOW.with();
    }
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public List<Candidate> candidates() {
    return rows.values().stream()
        .filter(row -> row.status().equals(PENDING))
        .map(
            row ->
                new Candidate(
                    row.transaction().hash(),
                    row.transaction().sender(),
                    row.transaction().nonce(),
                    row.transaction().maxFeePerGas(),
                    row.transaction().maxPriorityFeePerGas(),
                    row.encodedBytes(),
                    row.position()))
        .sorted(java.util.Comparator.comparingLong(Candidate::position))
        .toList();
  }

  @Override
  public Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    final Map<Bytes32, Bytes> loaded = new HashMap<>();
    for (final Bytes32 hash : hashes) {
      if (rows.containsKey(hash)) {
        loaded.put(hash, rows.get(hash).transaction().raw());
      }
    }
    return loaded;
  }

  /** Nothing waits in a simulation. */
  @Override
  public boolean awaitNew(final Duration timeout) {
    return true;
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    for (final Bytes32 hash : hashes) {
      final Row mine = rows.get(hash);
      if (mine != null) {
        rows.replaceAll(
            (key, row) ->
                row.isLive() && !key.equals(hash) && row.isOf(mine.transaction())
                    ? row.with(FAILED, Optional.empty())
                    : row);
        rows.put(hash, mine.with(SELECTED, Optional.of(blockNumber)));
      }
    }
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    giveUp(hash, FAILED);
  }

  @Override
  public void markInvalid(final Bytes32 hash, final String reason) {
    giveUp(hash, "invalid");
  }

  private void giveUp(final Bytes32 hash, final String status) {
    rows.computeIfPresent(
        hash,
        (key, row) -> row.status().equals(PENDING) ? row.with(status, Optional.empty()) : row);
  }

  @Override
  public void settle(final Collection<Bytes32> hashes, final long blockNumber) {
    rows.replaceAll(
        (hash, row) ->
            row.block().filter(block -> block == blockNumber).isPresent() && !hashes.contains(hash)
                ? row.with(PENDING, Optional.empty())
                : row);
    markSelected(hashes, blockNumber);
  }

  @Override
  public int unselectAbove(final long blockNumber) {
    final List<Bytes32> above =
        rows.entrySet().stream()
            .filter(entry -> entry.getValue().block().filter(b -> b > blockNumber).isPresent())
            .map(Map.Entry::getKey)
            .toList();
    above.forEach(hash -> rows.put(hash, rows.get(hash).with(PENDING, Optional.empty())));
    return above.size();
  }

  @Override
  public Optional<PooledTransaction> find(final Bytes32 hash) {
    return Optional.ofNullable(rows.get(hash))
        .map(
            row ->
                new PooledTransaction(
                    hash,
                    row.transaction().raw(),
                    row.transaction().sender(),
                    row.transaction().nonce(),
                    row.status(),
                    row.receivedAt()));
  }

  @Override
  public Optional<Long> highestNonce(final Address sender) {
    return rows.values().stream()
        .filter(row -> row.isLive() && row.transaction().sender().equals(sender))
        .map(row -> row.transaction().nonce())
        .max(Long::compare);
  }

  @Override
  public long pendingCount() {
    return rows.values().stream().filter(row -> row.status().equals(PENDING)).count();
  }

  @Override
  public void close() {}
}
