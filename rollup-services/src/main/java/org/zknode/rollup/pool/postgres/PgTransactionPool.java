/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.config.DatabaseConfig;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.database.Migrations;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionPool;

/**
 * The pool DB on PostgreSQL, schema {@code pool} (spec zkevm-node 5 and 9.2). Failures of the
 * database are {@link org.zknode.rollup.service.TemporaryException}.
 */
public final class PgTransactionPool implements TransactionPool {
  /** Pending transactions of all senders: about ten seconds of work at 1000 per second. */
  public static final int DEFAULT_MAX_PENDING = 10_000;

  private final Database database;
  private final Clock clock;
  private final int maxPending;
  private final PendingCount pendingCount;
  private final NewTransactionListener listener;

  private PgTransactionPool(final Database database, final Clock clock, final int maxPending) {
    this.database = database;
    this.clock = clock;
    this.maxPending = maxPending;
    this.pendingCount = new PendingCount(clock, this::pendingCount);
    this.listener = new NewTransactionListener(database);
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param classLoader the one that has this node's resources
   * @param clock gives the time at which a transaction was received
   * @param maxPending beyond it new transactions are refused with {@code txpool is full}
   * @throws IllegalArgumentException the configuration has no pool DB
   * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached
   * @throws org.zknode.rollup.service.CriticalException its schema is of another version
   */
  public static PgTransactionPool open(
      final DatabaseConfig config,
      final ClassLoader classLoader,
      final Clock clock,
      final int maxPending) {
    final String url =
        config
            .poolUrl()
            .orElseThrow(() -> new IllegalArgumentException("no URL of the pool DB is given"));
    return new PgTransactionPool(
        Database.open("pool DB", url, config.user(), config.password(), migrations(classLoader)),
        clock,
        maxPending);
  }

  static Migrations migrations(final ClassLoader classLoader) {
    return new Migrations("pool", "db/pool", classLoader);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PoolRejectedException {@code txpool is full}, {@code already known}, {@code replacement
   *     transaction underpriced} (the stored one has a strictly higher gas price × gas limit), or
   *     {@code nonce too low} (that nonce is in a block)
   */
  @Override
  public void add(final SignedTransaction transaction) throws PoolRejectedException {
    if (pendingCount.current() >= maxPending) {
      throw new PoolRejectedException("txpool is full");
    }
    final Optional<String> refusal =
        database.write(handle -> new TransactionTable(handle).add(transaction, clock.millis()));
    if (refusal.isPresent()) {
      throw new PoolRejectedException(refusal.get());
    }
    pendingCount.added();
  }

  @Override
  public List<PooledTransaction> pending(final int limit) {
    return database.read(handle -> new TransactionTable(handle).pending(limit));
  }

  @Override
  public void markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    if (!hashes.isEmpty()) {
      database.write(handle -> new TransactionTable(handle).markSelected(hashes, blockNumber));
    }
  }

  @Override
  public void markFailed(final Bytes32 hash, final String reason) {
    database.write(handle -> new TransactionTable(handle).markFailed(hash, reason));
  }

  @Override
  public void unselectAbove(final long blockNumber) {
    database.write(handle -> new TransactionTable(handle).unselectAbove(blockNumber));
  }

  @Override
  public Optional<PooledTransaction> find(final Bytes32 hash) {
    return database.read(handle -> new TransactionTable(handle).find(hash));
  }

  @Override
  public Optional<Long> highestNonce(final Address sender) {
    return database.read(handle -> new TransactionTable(handle).highestNonce(sender));
  }

  @Override
  public long pendingCount() {
    return database.read(handle -> new TransactionTable(handle).pendingCount());
  }

  /**
   * Waits until a transaction was added since the last call, by whichever node; the first call only
   * starts to listen and returns true. For one waiting thread.
   *
   * @return false when the time is up
   * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached
   */
  public boolean waitForNew(final Duration timeout) {
    return listener.await(timeout);
  }

  @Override
  public void close() {
    listener.close();
    database.close();
  }
}
