/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.database.Migrations;
import org.zknode.rollup.database.Transactions;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.status.Event;

/**
 * The state DB on PostgreSQL, schema {@code state}. Reads see one snapshot, writes are READ
 * COMMITTED: each table has one writing role, and the locks of {@link #tryLock} keep it single.
 */
public final class PgStateStore implements StateStore {
  private static final String SCHEMA = "state";

  private final Database database;
  private final AdvisoryLocks locks;

  private final ChangeCount count = new ChangeCount();
  private volatile Optional<PgWriterLease> lease = Optional.empty();

  private PgStateStore(final Database database) {
    this.database = database;
    this.locks = new AdvisoryLocks(database);
  }

  /**
   * Connects and brings the schema up to date.
   *
   * @param classLoader the one that has this node's resources
   * @throws org.zknode.rollup.service.TemporaryException the database cannot be reached
   * @throws org.zknode.rollup.service.CriticalException its schema is of another version
   */
  public static PgStateStore open(final DatabaseConfig config, final ClassLoader classLoader) {
    return open(config, classLoader, Metrics.none());
  }

  /** The same, and its calls are measured. */
  public static PgStateStore open(
      final DatabaseConfig config, final ClassLoader classLoader, final Metrics metrics) {
    return new PgStateStore(
        Database.open(
                "state DB",
                config.stateUrl(),
                config.user(),
                config.password(),
                migrations(classLoader))
            .measured(metrics, "state"));
  }

  static Migrations migrations(final ClassLoader classLoader) {
    return new Migrations(SCHEMA, "db/state", classLoader);
  }

  @Override
  public <T> T read(final Function<Tx, T> work) {
    return database.read(handle -> work.apply(new PgTx(handle, new Changes())));
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    final Changes changes = new Changes();
    try {
      return fenced(handle -> work.apply(new PgTx(handle, changes)));
    } finally {
      // Also after a failure: the commit may be in doubt.
      count.add(changes);
    }
  }

  private <T> T fenced(final Function<Handle, T> work) {
    return database.write(
        handle -> {
          lease.ifPresent(own -> own.requireHeld(handle));
          return work.apply(handle);
        });
  }

  /**
   * The same database for tables of a role's own: reads and fenced writes. What is written so does
   * not count for {@link #version}.
   */
  public Transactions transactions() {
    return new Transactions() {
      @Override
      public <T> T read(final Function<Handle, T> work) {
        return database.read(work);
      }

      @Override
      public <T> T write(final Function<Handle, T> work) {
        return fenced(work);
      }
    };
  }

  /**
   * From now on this store writes only while it holds the database's lease, which is also each
   * role's lock.
   *
   * @param described role, process and host, for people
   * @param mainNode whose rows these are: a main node's or an external node's
   */
  public WriterLease takePart(final String described, final boolean mainNode) {
    final PgWriterLease own = new PgWriterLease(database, described, mainNode, count::addUnknown);
    lease = Optional.of(own);
    return own;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Known while this store has the lease.
   */
  @Override
  public Optional<Version> version() {
    return lease.filter(PgWriterLease::isHeld).map(own -> count.version());
  }

  /** Deletes what nothing asks for any more. */
  public PgRetention retention(final Clock clock) {
    return new PgRetention(database, clock);
  }

  @Override
  public void record(final Event event) {
    database.single(
        handle -> {
          new PgTx(handle, new Changes()).events().insert(event);
          return event;
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>A node has every role of its state DB while it has the lease. A store without one takes a
   * lock that lives in a connection: when that is lost, the lock is lost. Calling again with the
   * same role checks it and takes it again if it is free.
   */
  @Override
  public boolean tryLock(final String role) {
    final Optional<PgWriterLease> own = lease;
    return own.isPresent() ? own.get().isHeld() : locks.tryLock(role);
  }

  @Override
  public void close() {
    lease.ifPresent(PgWriterLease::release);
    locks.close();
    database.close();
  }
}
