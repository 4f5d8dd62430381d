/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.PendingDiff;

/** A pool in memory that can fail before it marks, as a pool DB that goes away. */
final class MemoryPool implements TransactionPool {
  private final Map<Bytes32, PooledTransaction> rows = new LinkedHashMap<>();
  private final Map<Bytes32, SignedTransaction> forms = new HashMap<>();
  private final Map<Bytes32, String> reasons = new LinkedHashMap<>();
  private final Map<Bytes32, Long> blocks = new HashMap<>();
  private final PendingDiff diff = new PendingDiff();
  private boolean failsToMark;
  private int reads;
  private int wholeReads;
  private int limit = Integer.MAX_VALUE;

  void failToMark(final boolean fails) {
    failsToMark = fails;
  }

  /** It is full with that many pending transactions, and takes no gaps from three quarters on. */
  void limitTo(final int pending) {
    limit = pending;
  }

  String status(final SignedTransaction transaction) {
    return rows.get(transaction.hash()).status();
  }

  String reason(final SignedTransaction transaction) {
    return reasons.get(transaction.hash());
  }

  @Override
  public void add(final SignedTransaction transaction) {
    add(transaction, TransactionCost.of(transaction));
  }

  @Override
  public void add(final SignedTransaction transaction, final TransactionCost cost) {
    addAs(transaction.sender(), transaction);
  }

  /** As a node that recovers senders wrongly stores it, or somebody with a password. */
  void addAs(final Address sender, final SignedTransaction transaction) {
    rows.put(
        transaction.hash(),
        new PooledTransaction(
            transaction.hash(),
            transaction.raw(),
            sender,
            transaction.nonce(),
            "pending",
            rows.size()));
  }

  /**
   * A row that somebody with a password wrote.
   *
   * @param form what its columns say
   */
  void addRow(final Bytes32 hash, final Bytes raw, final SignedTransaction form) {
    forms.put(hash, form);
    rows.put(
        hash,
        new PooledTransaction(hash, raw, form.sender(), form.nonce(), "pending", rows.size()));
  }

  /** Status and reason of a row. */
  String fate(final Bytes32 hash) {
    return rows.get(hash).status() + ": " + reasons.get(hash);
  }

  @Override
  public boolean isFull() {
    return pending() >= limit;
  }

  @Override
  public boolean takesGaps() {
    return pending() < limit * 0.75;
  }

  private long pending() {
    return rows.values().stream().filter(row -> row.status().equals("pending")).count();
  }

  @Override
  public List<Candidate> candidates() {
    reads++;
    return rows.values().stream()
        .filter(row -> row.status().equals("pending"))
        .map(this::candidate)
        .toList();
  }

  private Candidate candidate(final PooledTransaction row) {
    final SignedTransaction transaction =
        Optional.ofNullable(forms.get(row.hash()))
            .orElseGet(() -> SignedTransaction.decode(row.raw()));
    return new Candidate(
        row.hash(),
        row.sender(),
        row.nonce(),
        transaction.maxFeePerGas(),
        transaction.maxPriorityFeePerGas(),
        TransactionCost.of(transaction).encodedBytes(),
        row.receivedAtMillis(),
        TransactionCost.of(transaction).dataGas(),
        TransactionCost.of(transaction).leastGas());
  }

  @Override
  public PendingChanges changes(final Optional<String> since) {
    wholeReads += since.isEmpty() ? 1 : 0;
    return diff.since(since, candidates());
  }

  @Override
  public Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    final Map<Bytes32, Bytes> loaded = new HashMap<>();
    hashes.forEach(hash -> loaded.put(hash, rows.get(hash).raw()));
    return loaded;
  }

  @Override
  public boolean awaitNew(final Duration timeout) {
    throw new AssertionError("a step never waits");
  }

  /** How often all candidates were asked for. */
  int wholeReads() {
    return wholeReads;
  }

  /** How often the sequencer asked for candidates. */
  int reads() {
    return reads;
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    if (failsToMark) {
      throw new TemporaryException("pool DB is gone");
    }
    hashes.forEach(
        hash -> {
          set(hash, "selected");
          blocks.put(hash, blockNumber);
        });
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    set(hash, "failed");
    reasons.put(hash, reason);
  }

  @Override
  public void markInvalid(final Bytes32 hash, final String reason) {
    set(hash, "invalid");
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
  public void settle(final Collection<Bytes32> hashes, final long blockNumber) {
    throw new AssertionError("the sequencer takes nothing from L1");
  }

  @Override
  public int unselectAbove(final long blockNumber) {
    final List<Bytes32> lost =
        blocks.entrySet().stream()
            .filter(entry -> entry.getValue() > blockNumber)
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(
        hash -> {
          set(hash, "pending");
          blocks.remove(hash);
        });
    return lost.size();
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
    return candidates().size();
  }

  @Override
  public void close() {}
}
