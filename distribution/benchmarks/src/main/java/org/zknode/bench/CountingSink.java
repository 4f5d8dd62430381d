/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.rollup.zks.ReplayRecords.Sink;

/** Takes every block, in order, without doing anything with it. */
final class CountingSink implements Sink {
  private final AtomicLong head = new AtomicLong();

  long records() {
    return head.get();
  }

  @Override
  public long nextBlock() {
    return head.get() + 1;
  }

  @Override
  public boolean accept(final ReplayBlock block) {
    return head.incrementAndGet() == block.attributes().number();
  }
}
