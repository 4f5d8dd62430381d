/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Wakes, within one process, whoever works on batches of a stage. It carries no data and is not
 * relied upon: who is woken looks into the state DB, and looks there without being woken, too,
 * since another process may have moved a batch. Thread-safe.
 */
public final class BatchProgress {
  private final Map<BatchStage, List<Runnable>> waiting = new EnumMap<>(BatchStage.class);

  public BatchProgress() {
    for (final BatchStage stage : BatchStage.values()) {
      waiting.put(stage, new CopyOnWriteArrayList<>());
    }
  }

  /**
   * @param wake called on the thread of whoever moved a batch: returns at once, and must be
   *     remembered while the one that it wakes is busy
   */
  public void onReached(final BatchStage stage, final Runnable wake) {
    waiting.get(stage).add(wake);
  }

  /** A batch has reached that stage; to be called after the commit. */
  public void reached(final BatchStage stage) {
    waiting.get(stage).forEach(Runnable::run);
  }
}
