/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.rollup.status.NodeStatus;

/** Remembers what it was told. */
public final class RecordingStatus implements NodeStatus {
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final List<Halt> halts = new ArrayList<>();

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
    halts.add(halt);
  }

  @Override
  public boolean isHalted() {
    return !halts.isEmpty();
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(
        isHalted() ? State.HALTED : reasons.isEmpty() ? State.RUNNING : State.DEGRADED,
        reasons.entrySet().stream()
            .map(entry -> new Reason(entry.getKey(), entry.getValue(), 0))
            .toList(),
        List.copyOf(halts));
  }

  /** Text of that reason, empty when it is not set. */
  public String reason(final String key) {
    return reasons.getOrDefault(key, "");
  }
}
