/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.zknode.rollup.status.NodeStatus;

/** Remembers what the node is degraded by. */
final class TestStatus implements NodeStatus {
  private final Map<String, String> reasons = new ConcurrentHashMap<>();
  private volatile boolean halted;

  Map<String, String> reasons() {
    return reasons;
  }

  @Override
  public void degraded(final String key, final String text) {
    reasons.put(key, text);
  }

  @Override
  public void recovered(final String key) {
    reasons.remove(key);
  }

  @Override
  public void halt(final Halt halt) {
    halted = true;
  }

  @Override
  public boolean isHalted() {
    return halted;
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(
        halted ? State.HALTED : State.RUNNING,
        reasons.entrySet().stream()
            .map(entry -> new Reason(entry.getKey(), entry.getValue(), 0))
            .toList(),
        List.of());
  }
}
