/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;

/** Takes every block of a {@link BenchChain}, in order, without doing anything with it. */
public final class CountingSink implements Sink {
  private final AtomicLong records = new AtomicLong();
  private final long pauseNanos;

  /** As fast as blocks come. */
  public CountingSink() {
    this(0);
  }

  /**
   * @param mostPerSecond records; 0 = as many as come
   */
  CountingSink(final int mostPerSecond) {
    this.pauseNanos = mostPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / mostPerSecond;
  }

  /** Blocks taken so far. */
  public long records() {
    return records.get();
  }

  @Override
  public long nextBlock() {
    return BenchChain.FIRST_BLOCK + records.get();
  }

  @Override
  public boolean accept(final ReplayBlock block) {
    if (pauseNanos > 0) {
      LockSupport.parkNanos(pauseNanos);
    }
    return BenchChain.FIRST_BLOCK + records.getAndIncrement() == block.attributes().number();
  }
}
