/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;

/** Takes every block of a {@link BenchChain}, in order, without doing anything with it. */
public final class CountingSink implements Sink {
  private final AtomicLong records = new AtomicLong();

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
    return BenchChain.FIRST_BLOCK + records.getAndIncrement() == block.attributes().number();
  }
}
