/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what it is told. */
public final class RecordingStatus implements NodeStatus {
  private final Map<String, Reason> reasons = new LinkedHashMap<>();
  private final List<Halt> halts = new ArrayList<>();

  @Override
  public synchronized void degraded(final String key, final String text) {
    reasons.put(key, new Reason(key, text, 0));
  }

  @Override
  public synchronized void recovered(final String key) {
    reasons.remove(key);
  }

  @Override
  public synchronized void halt(final Halt halt) {
    halts.add(halt);
  }

  @Override
  public synchronized boolean isHalted() {
    return !halts.isEmpty();
  }

  @Override
  public synchronized Snapshot snapshot() {
    final State state =
        isHalted() ? State.HALTED : reasons.isEmpty() ? State.RUNNING : State.DEGRADED;
    return new Snapshot(state, List.copyOf(reasons.values()), List.copyOf(halts));
  }
}
