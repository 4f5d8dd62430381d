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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.TransactionFates;
import org.zknode.rollup.pool.TransactionPool;

/**
 * The pool DB in memory, for simulations: the same results as the one on PostgreSQL (one contract
 * test holds both to that). For one thread.
 */
public final class MemoryTransactionPool implements TransactionPool, TransactionFates {
  private static final String PENDING = "pending";
  private static final String SELECTED = "selected";
  private static final String FAILED = "failed";

  /** As the pool on PostgreSQL has it. */
  private static final double ROOM_FOR_GAPS = 0.75;

  /**
   * @param deaths how often it failed, also before it came back
   */
  private record Row(
      SignedTransaction transaction,
      TransactionCost cost,
      String status,
      long receivedAt,
      long position,
      Optional<Long> block,
      Optional<String> reason,
      long changedAt,
      int deaths) {
    Row in(final long newBlock, final long now) {
      return changed(SELECTED, Optional.of(newBlock), Optional.empty(), now);
    }

    Row waiting(final long now) {
      return changed(PENDING, Optional.empty(), reason, now);
    }

    Row dead(final String newStatus, final String why, final long now) {
      return changed(newStatus, Optional.empty(), Optional.of(why), now);
    }

    private Row changed(
        final String newStatus,
        final Optional<Long> newBlock,
        final Optional<String> why,
        final long now) {
      final boolean dies = isLive() && !newStatus.equals(PENDING) && !newStatus.equals(SELECTED);
      return new Row(
          transaction,
          cost,
          newStatus,
          receivedAt,
          position,
          newBlock,
          why,
          now,
          deaths + (dies ? 1 : 0));
    }

    boolean isLive() {
      return status.equals(PENDING) || status.equals(SELECTED);
    }

    boolean isOf(final SignedTransaction other) {
      return transaction.nonce() == other.nonce() && isFrom(other.sender());
    }

    boolean isFrom(final Address sender) {
      return transaction.sender().equals(sender);
    }
  }

  private final Clock clock;
  private final PoolQuota quota;
  private final int maxPending;
  private final Map<Bytes32, Row> rows = new LinkedHashMap<>();
  private final PendingDiff diff = new PendingDiff();
  private long nextPosition = 1;

  /**
   * @param clock gives the time at which a transaction was received
   */
  public MemoryTransactionPool(final Clock clock) {
    this(clock, PoolQuota.defaults(), PoolConfig.DEFAULT_MAX_PENDING);
  }

  /**
   * @param clock gives the time at which a transaction was received
   * @param quota what senders may take
   * @param maxPending with so many pending transactions it is full
   */
  public MemoryTransactionPool(final Clock clock, final PoolQuota quota, final int maxPending) {
    this.clock = clock;
    this.quota = quota;
    this.maxPending = maxPending;
  }

  @Override
  public void add(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    if (isFull()) {
      throw RefusalReason.POOL_FULL.with();
    }
    final Optional<Row> known = Optional.ofNullable(rows.get(transaction.hash()));
    if (known.filter(Row::isLive).isPresent()) {
      throw RefusalReason.ALREADY_KNOWN.with();
    }
    refuseGreedy(transaction, cost);
    final Optional<Row> old =
        rows.values().stream().filter(row -> row.isLive() && row.isOf(transaction)).findFirst();
    final long now = clock.millis();
    if (old.isPresent()) {
      refuseReplacement(old.get(), transaction);
      rows.put(
          old.get().transaction().hash(),
          old.get().dead(FAILED, "replaced by " + transaction.hash().toHexString(), now));
    }
    rows.put(
        transaction.hash(),
        new Row(
            transaction,
            cost,
            PENDING,
            now,
            nextPosition++,
            Optional.empty(),
            Optional.empty(),
            now,
            known.map(Row::deaths).orElse(0)));
  }

  private void refuseGreedy(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    final long since = clock.millis() - PoolQuota.DEATHS_PERIOD.toMillis();
    final int deaths =
        rows.values().stream()
            .filter(row -> !row.isLive() && row.isFrom(transaction.sender()))
            .filter(row -> row.changedAt() > since)
            .mapToInt(Row::deaths)
            .sum();
    if (deaths >= quota.maxDeathsPerSender()) {
      throw RefusalReason.TOO_MANY_FAILED.with();
    }
    final long others =
        rows.values().stream()
            .filter(row -> row.status().equals(PENDING) && row.isFrom(transaction.sender()))
            .filter(row -> !row.isOf(transaction))
            .mapToLong(row -> row.cost().encodedBytes())
            .sum();
    if (cost.encodedBytes() > quota.smallBytes()
        && others + cost.encodedBytes() > quota.maxPendingBytesPerSender()) {
      throw RefusalReason.TOO_MANY_BYTES.with();
    }
  }

  private void refuseReplacement(final Row old, final SignedTransaction transaction)
      throws PoolRejectedException {
    if (old.status().equals(SELECTED)) {
      throw RefusalReason.NONCE_TOO_LOW.with();
    }
    if (!isBumped(old.transaction().maxFeePerGas(), transaction.maxFeePerGas())
        || !isBumped(
            old.transaction().maxPriorityFeePerGas(), transaction.maxPriorityFeePerGas())) {
      throw RefusalReason.REPLACEMENT_UNDERPRICED.with();
    }
  }

  private boolean isBumped(final BigInteger old, final BigInteger bumped) {
    final BigInteger hundred = BigInteger.valueOf(100);
    final BigInteger least =
        old.multiply(hundred.add(BigInteger.valueOf(quota.priceBumpPercent()))).divide(hundred);
    return bumped.compareTo(old) > 0 && bumped.compareTo(least) >= 0;
  }

  @Override
  public boolean isFull() {
    return isFilled(1);
  }

  @Override
  public boolean takesGaps() {
    return !isFilled(ROOM_FOR_GAPS);
  }

  private boolean isFilled(final double part) {
    long transactions = 0;
    long bytes = 0;
    for (final Row row : rows.values()) {
      if (row.status().equals(PENDING)) {
        transactions++;
        bytes += row.cost().encodedBytes();
      }
    }
    return transactions >= maxPending * part || bytes >= quota.maxPendingBytes() * part;
  }

  @Override
  public boolean hasNonces(final Address sender, final long first, final long last) {
    return rows.values().stream()
            .filter(row -> row.isLive() && row.isFrom(sender))
            .filter(row -> row.transaction().nonce() >= first && row.transaction().nonce() < last)
            .count()
        == last - first;
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
                    row.cost().encodedBytes(),
                    row.position(),
                    row.cost().dataGas(),
                    row.cost().leastGas()))
        .sorted(java.util.Comparator.comparingLong(Candidate::position))
        .toList();
  }

  @Override
  public PendingChanges changes(final Optional<String> since) {
    return diff.since(since, candidates());
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
                    ? row.dead(FAILED, "nonce used by another transaction", clock.millis())
                    : row);
        rows.put(hash, mine.in(blockNumber, clock.millis()));
      }
    }
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    giveUp(hash, FAILED, reason);
  }

  @Override
  public void markInvalid(final Bytes32 hash, final String reason) {
    giveUp(hash, "invalid", reason);
  }

  private void giveUp(final Bytes32 hash, final String status, final String reason) {
    rows.computeIfPresent(
        hash,
        (key, row) ->
            row.status().equals(PENDING) ? row.dead(status, reason, clock.millis()) : row);
  }

  @Override
  public void settle(final Collection<Bytes32> hashes, final long blockNumber) {
    rows.replaceAll(
        (hash, row) ->
            row.block().filter(block -> block == blockNumber).isPresent() && !hashes.contains(hash)
                ? row.waiting(clock.millis())
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
    above.forEach(hash -> rows.put(hash, rows.get(hash).waiting(clock.millis())));
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
  public Optional<Fate> fate(final Bytes32 hash) {
    return Optional.ofNullable(rows.get(hash))
        .map(
            row ->
                new Fate(
                    hash,
                    row.transaction().sender(),
                    row.transaction().nonce(),
                    status(row),
                    Optional.of(row.transaction().raw()),
                    row.reason(),
                    row.block().map(OptionalLong::of).orElse(OptionalLong.empty()),
                    row.receivedAt(),
                    row.changedAt()));
  }

  private static TransactionFates.Status status(final Row row) {
    return row.reason().filter(why -> why.startsWith("replaced by ")).isPresent()
        ? TransactionFates.Status.REPLACED
        : TransactionFates.Status.valueOf(row.status().toUpperCase(Locale.ROOT));
  }

  @Override
  public List<Long> liveNonces(final Address sender) {
    return rows.values().stream()
        .filter(row -> row.isLive() && row.isFrom(sender))
        .map(row -> row.transaction().nonce())
        .sorted()
        .toList();
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
