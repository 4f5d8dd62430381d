/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.ConnectionException;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.database.DatabaseErrors;
import org.zknode.rollup.database.Migrations;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.pool.TransactionFates;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.service.TemporaryException;

/**
 * The pool DB on PostgreSQL, schema {@code pool} (docs/spec/pool.md, "Schema"). Failures of the
 * database are {@link org.zknode.rollup.service.TemporaryException}.
 */
public final class PgTransactionPool
    implements TransactionPool, TransactionFates, PoolMaintenance.Rows {
  /** The rest of the pool is for what can be in the next blocks. */
  private static final double ROOM_FOR_GAPS = 0.75;

  /** Each further one means that somebody else got on, so a few are enough. */
  private static final int MAX_SELECTIONS = 10;

  private final Database database;
  private final Clock clock;
  private final int maxPending;
  private final PoolQuota quota;
  private final PendingCount pendingCount;
  private final NewTransactionListener listener;
  private final InsertCombiner inserts;

  private PgTransactionPool(
      final Database database, final Clock clock, final int maxPending, final PoolQuota quota) {
    this.database = database;
    this.clock = clock;
    this.maxPending = maxPending;
    this.quota = quota;
    this.pendingCount = new PendingCount(clock, this::waiting);
    this.listener = new NewTransactionListener(database);
    this.inserts = new InsertCombiner(this::store);
  }

  /** As {@link #open(DatabaseConfig, ClassLoader, Clock, int, PoolQuota)} with default quota. */
  public static PgTransactionPool open(
      final DatabaseConfig config,
      final ClassLoader classLoader,
      final Clock clock,
      final int maxPending) {
    return open(config, classLoader, clock, maxPending, PoolQuota.defaults());
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param classLoader the one that has this node's resources
   * @param clock gives the time at which a transaction was received
   * @param maxPending beyond it new transactions are refused with {@code txpool is full}
   * @param quota what else is limited
   * @throws IllegalArgumentException the configuration has no pool DB
   * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached
   * @throws org.zknode.rollup.service.CriticalException its schema is of another version
   */
  public static PgTransactionPool open(
      final DatabaseConfig config,
      final ClassLoader classLoader,
      final Clock clock,
      final int maxPending,
      final PoolQuota quota) {
    return open(config, classLoader, clock, maxPending, quota, Metrics.none());
  }

  /** The same, and its calls are measured. */
  public static PgTransactionPool open(
      final DatabaseConfig config,
      final ClassLoader classLoader,
      final Clock clock,
      final int maxPending,
      final PoolQuota quota,
      final Metrics metrics) {
    final String url =
        config
            .poolUrl()
            .orElseThrow(() -> new IllegalArgumentException("no URL of the pool DB is given"));
    return new PgTransactionPool(
        Database.open("pool DB", url, config.user(), config.password(), migrations(classLoader))
            .measured(metrics, "pool"),
        clock,
        maxPending,
        quota);
  }

  static Migrations migrations(final ClassLoader classLoader) {
    return new Migrations("pool", "db/pool", classLoader);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PoolRejectedException {@code txpool is full}, {@code already known}, {@code replacement
   *     transaction underpriced} (not both fees per gas are higher by the price bump), {@code nonce
   *     too low} (that nonce is in a block), or the sender has used up its quota
   */
  @Override
  public void add(final SignedTransaction transaction, final TransactionCost cost)
      throws PoolRejectedException {
    if (isFull()) {
      throw RefusalReason.POOL_FULL.with();
    }
    final Optional<RefusalReason> refusal = inserts.add(new NewTransactions.Row(transaction, cost));
    if (refusal.isPresent()) {
      throw refusal.get().with();
    }
  }

  private List<Optional<RefusalReason>> store(final List<NewTransactions.Row> rows) {
    final List<Optional<RefusalReason>> refusals =
        database.single(
            handle -> {
              try {
                return NewTransactions.add(handle.getConnection(), rows, quota, clock.millis());
              } catch (final SQLException e) {
                throw new ConnectionException(e);
              }
            });
    for (int i = 0; i < rows.size(); i++) {
      if (refusals.get(i).isEmpty()) {
        pendingCount.added(rows.get(i).cost().encodedBytes());
      }
    }
    return refusals;
  }

  /** The suggested gas prices. */
  public GasPrices gasPrices() {
    return new PgGasPrices(database);
  }

  /**
   * What wallets ask for.
   *
   * @param chainId of transactions that name none
   */
  public PendingTransactions pending(final long chainId) {
    return new PgPendingTransactions(database, chainId);
  }

  /** The operator's lists. */
  public SenderLists.Source senderLists() {
    return new PgSenderLists(database);
  }

  @Override
  public boolean isFull() {
    final PendingCount.Waiting waiting = pendingCount.current();
    return waiting.transactions() >= maxPending || waiting.bytes() >= quota.maxPendingBytes();
  }

  @Override
  public boolean takesGaps() {
    final PendingCount.Waiting waiting = pendingCount.current();
    return waiting.transactions() < maxPending * ROOM_FOR_GAPS
        && waiting.bytes() < quota.maxPendingBytes() * ROOM_FOR_GAPS;
  }

  @Override
  public boolean hasNonces(final Address sender, final long first, final long last) {
    return database.single(handle -> new TransactionTable(handle).hasNonces(sender, first, last));
  }

  private PendingCount.Waiting waiting() {
    return database.single(handle -> new TransactionTable(handle).waiting());
  }

  @Override
  public PendingChanges changes(final Optional<String> since) {
    return database.single(
        handle -> {
          final PendingChangesQuery query = new PendingChangesQuery(handle);
          return since.map(query::since).orElseGet(query::whole);
        });
  }

  @Override
  public Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    return hashes.isEmpty()
        ? Map.of()
        : database.single(handle -> new TransactionTable(handle).load(hashes));
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    if (!hashes.isEmpty()) {
      select(table -> table.markSelected(hashes, blockNumber, clock.millis()));
    }
  }

  /**
   * Marks rows as selected, again when others have taken one of their nonces in the midst of it.
   */
  private void select(final ToIntFunction<TransactionTable> marking) {
    for (int tried = 1; ; tried++) {
      try {
        database.write(handle -> marking.applyAsInt(new TransactionTable(handle)));
        return;
      } catch (final IllegalStateException e) {
        if (!DatabaseErrors.isDuplicate(e)) {
          throw e;
        }
        if (tried == MAX_SELECTIONS) {
          throw new TemporaryException(
              "pool DB: nonces of a block are taken by others again and again", e);
        }
      }
    }
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    giveUp(hash, "failed", reason);
  }

  @Override
  public void markInvalid(final Bytes32 hash, final String reason) {
    giveUp(hash, "invalid", reason);
  }

  private void giveUp(final Bytes32 hash, final String status, final String reason) {
    database.single(
        handle -> new TransactionTable(handle).giveUp(hash, status, reason, clock.millis()));
  }

  @Override
  public void giveUp(final List<Dead> transactions) {
    if (!transactions.isEmpty()) {
      database.write(handle -> new TransactionTable(handle).giveUp(transactions, clock.millis()));
    }
  }

  @Override
  public void settle(final Collection<Bytes32> hashes, final long blockNumber) {
    select(
        table -> {
          table.unselectOthers(hashes, blockNumber, clock.millis());
          return table.markSelected(hashes, blockNumber, clock.millis());
        });
  }

  @Override
  public int unselectAbove(final long blockNumber) {
    return database.single(
        handle -> new TransactionTable(handle).unselectAbove(blockNumber, clock.millis()));
  }

  @Override
  public int expire(final Instant receivedBefore, final int limit) {
    return database.single(
        handle ->
            new TransactionTable(handle)
                .expire(receivedBefore.toEpochMilli(), limit, clock.millis()));
  }

  @Override
  public int deleteSelectedUpTo(final long blockNumber, final int limit) {
    return database.single(
        handle -> new TransactionTable(handle).deleteSelectedUpTo(blockNumber, limit));
  }

  @Override
  public int deleteDead(final Instant changedBefore, final int limit) {
    return database.single(
        handle -> new TransactionTable(handle).deleteDead(changedBefore.toEpochMilli(), limit));
  }

  @Override
  public Optional<PooledTransaction> find(final Bytes32 hash) {
    return database.single(handle -> new TransactionTable(handle).find(hash));
  }

  @Override
  public Optional<Fate> fate(final Bytes32 hash) {
    return database.single(handle -> new FateTable(handle).find(hash));
  }

  @Override
  public List<Long> liveNonces(final Address sender) {
    return database.single(handle -> new TransactionTable(handle).liveNonces(sender));
  }

  @Override
  public int deleteFates(final Instant changedBefore, final int limit) {
    return database.single(
        handle -> new FateTable(handle).deleteBefore(changedBefore.toEpochMilli(), limit));
  }

  @Override
  public Optional<Long> highestNonce(final Address sender) {
    return database.single(handle -> new TransactionTable(handle).highestNonce(sender));
  }

  @Override
  public long pendingCount() {
    return database.single(handle -> new TransactionTable(handle).waiting()).transactions();
  }

  @Override
  public boolean awaitNew(final Duration timeout) {
    return listener.await(timeout);
  }

  @Override
  public void close() {
    listener.close();
    database.close();
  }
}
