/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.WriterLease;

/** Tables state.writer_lease and state.writer_heartbeat. Thread-safe. */
final class PgWriterLease implements WriterLease {
  private static final Logger LOG = LoggerFactory.getLogger(PgWriterLease.class);

  private final Database database;
  private final String described;
  private final boolean mainNode;
  private final Runnable overtaken;
  private final String self = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private OptionalLong epoch = OptionalLong.empty();
  private Optional<String> otherHolder = Optional.empty();

  /** The rows as they are before anything is changed. */
  private record Current(
      long epoch, String holder, String described, boolean mainNode, boolean alive) {}

  /**
   * @param overtaken run when another process may have written before this one took the lease
   */
  PgWriterLease(
      final Database database,
      final String described,
      final boolean mainNode,
      final Runnable overtaken) {
    this.database = database;
    this.overtaken = overtaken;
    this.described = described;
    this.mainNode = mainNode;
  }

  @Override
  public boolean renew() {
    final OptionalLong mine = epoch();
    if (mine.isPresent() && database.<Boolean>look(handle -> beat(handle, mine.getAsLong()))) {
      return true;
    }
    final Current before = database.write(this::take);
    final boolean taken = !before.alive() || before.holder().equals(self);
    if (taken) {
      overtaken.run();
      LOG.info("writes into the state DB under epoch {}", before.epoch() + 1);
      set(OptionalLong.of(before.epoch() + 1), Optional.empty());
    } else {
      set(OptionalLong.empty(), Optional.of(before.described()));
    }
    return taken;
  }

  private static boolean beat(final Handle handle, final long epoch) {
    return handle.execute(
            "UPDATE state.writer_heartbeat SET alive_until = clock_timestamp() + ? * interval"
                + " '1 millisecond' WHERE epoch = ?",
            TIME_TO_LIVE.toMillis(),
            epoch)
        == 1;
  }

  private Current take(final Handle handle) {
    handle.execute(
        "INSERT INTO state.writer_lease (epoch, holder, described, main_node)"
            + " VALUES (0, '', '', ?) ON CONFLICT DO NOTHING",
        mainNode);
    handle.execute(
        "INSERT INTO state.writer_heartbeat (epoch, alive_until) VALUES (0, '-infinity')"
            + " ON CONFLICT DO NOTHING");
    final Current before = current(handle);
    requireKind(before);
    if (!before.alive() || before.holder().equals(self)) {
      handle.execute(
          "UPDATE state.writer_lease SET epoch = ?, holder = ?, described = ?, main_node = ?",
          before.epoch() + 1,
          self,
          described,
          mainNode);
      handle.execute("UPDATE state.writer_heartbeat SET epoch = ?", before.epoch() + 1);
      beat(handle, before.epoch() + 1);
    }
    return before;
  }

  private static Current current(final Handle handle) {
    return handle
        .select(
            "SELECT l.epoch, l.holder, l.described, l.main_node,"
                + " b.alive_until > clock_timestamp() AS alive"
                + " FROM state.writer_heartbeat b CROSS JOIN state.writer_lease l FOR UPDATE OF b")
        .mapTo(Current.class)
        .one();
  }

  /**
   * A main node and an external node read the same rows differently, so neither may go on where the
   * other stopped by itself. A main node may be made of what an external node left.
   */
  private void requireKind(final Current before) {
    final boolean never = before.epoch() == 0;
    if (never || before.mainNode() == mainNode || before.holder().equals(self)) {
      return;
    }
    if (before.alive() || before.mainNode()) {
      throw new IllegalArgumentException(
          "the state DB belongs to another node (%s): give each node a state DB of its own, or drop"
                  .formatted(before.described())
              + " the schema 'state' if that node is gone");
    }
  }

  /**
   * To be called first in each transaction that writes: the lease cannot change hands before it
   * ends.
   *
   * @throws NotTheWriterException another process took the lease, or this one never had it
   */
  void requireHeld(final Handle handle) {
    final long mine = epoch().orElseThrow(NotTheWriterException::new);
    final boolean held =
        handle
            .select("SELECT 1 FROM state.writer_lease WHERE epoch = ? FOR SHARE", mine)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!held) {
      LOG.warn("another process took over the state DB; epoch {} is over", mine);
      set(OptionalLong.empty(), Optional.empty());
      throw new NotTheWriterException();
    }
  }

  private OptionalLong epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  private void set(final OptionalLong now, final Optional<String> other) {
    lock.lock();
    try {
      epoch = now;
      otherHolder = other;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isHeld() {
    return epoch().isPresent();
  }

  @Override
  public boolean awaitHeld(final Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (epoch.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return epoch.isPresent();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<String> otherHolder() {
    lock.lock();
    try {
      return otherHolder;
    } finally {
      lock.unlock();
    }
  }

  /** Frees it for the next process at once; without that it is free after its time to live. */
  void release() {
    final OptionalLong mine = epoch();
    if (mine.isEmpty()) {
      return;
    }
    set(OptionalLong.empty(), Optional.empty());
    try {
      database.single(
          handle ->
              handle.execute(
                  "UPDATE state.writer_heartbeat SET alive_until = '-infinity'"
                      + " WHERE epoch = ?",
                  mine.getAsLong()));
    } catch (final TemporaryException e) {
      LOG.info("the lease of the state DB was not given back: {}", e.getMessage());
    }
  }
}
