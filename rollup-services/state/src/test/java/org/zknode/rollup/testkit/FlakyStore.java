/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.StateStore;

/**
 * A state store whose writes can fail before they do anything or after they committed: what a crash
 * between two persistence steps looks like to the next start.
 */
public final class FlakyStore implements StateStore {
  private final StateStore store;
  private final AtomicInteger writesUntilFailure = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger transactions = new AtomicInteger();
  private boolean afterCommit;
  private volatile Optional<Version> version = Optional.empty();

  public FlakyStore(final StateStore store) {
    this.store = store;
  }

  /** The n-th write from now on (from 1) fails, once. */
  public void failWrite(final int n, final boolean onceCommitted) {
    writesUntilFailure.set(n);
    afterCommit = onceCommitted;
  }

  /** What is told of changes, whatever is written. */
  public void tellVersion(final Version told) {
    version = Optional.of(told);
  }

  @Override
  public Optional<Version> version() {
    return version;
  }

  /** Transactions so far, reading and writing. */
  public int transactions() {
    return transactions.get();
  }

  @Override
  public <T> T read(final Function<Tx, T> work) {
    transactions.incrementAndGet();
    return store.read(work);
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    transactions.incrementAndGet();
    final boolean fails = writesUntilFailure.decrementAndGet() == 0;
    if (fails && !afterCommit) {
      throw new TemporaryException("write failed before it did anything");
    }
    final T result = store.write(work);
    if (fails) {
      throw new TemporaryException("write failed after it was committed");
    }
    return result;
  }

  @Override
  public boolean tryLock(final String role) {
    return store.tryLock(role);
  }

  @Override
  public void close() {
    store.close();
  }
}
