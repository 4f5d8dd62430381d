/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.zknode.rollup.chain.L2Block;

/**
 * Wakes, within one process, whoever waits for a block of this node's chain. It carries no data:
 * who is woken looks at the chain. Thread-safe; a virtual thread that waits holds no other.
 */
public final class NewBlocks implements EngineListener {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long appended;
  private boolean closed;

  /** How many blocks were appended; to be asked before the chain is looked at. */
  public long count() {
    lock.lock();
    try {
      return appended;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void appended(final L2Block block) {
    lock.lock();
    try {
      appended++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is a block more than were counted.
   *
   * @param seen the count before the chain was looked at
   * @param nanos longest wait
   * @return false when there is none: the time is over, or nobody makes blocks here any more
   */
  public boolean await(final long seen, final long nanos) throws InterruptedException {
    return await(seen, nanos, () -> false);
  }

  /**
   * The same for somebody who may be called off.
   *
   * @param calledOff whether to wait no longer; looked at again after {@link #wake}
   */
  public boolean await(final long seen, final long nanos, final BooleanSupplier calledOff)
      throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (appended == seen && !closed && !calledOff.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return appended != seen;
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait look whether they are called off. */
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the node stops. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The node stops: nobody waits from now on. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
