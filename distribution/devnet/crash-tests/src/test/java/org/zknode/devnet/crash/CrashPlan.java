/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which steps were seen, and at which of them a node was killed: at each of them once. */
final class CrashPlan {
  /** Each with the stages of the scenario in which it was seen. */
  private final SortedMap<CrashPoint, Set<String>> seen = new TreeMap<>();

  private final Set<CrashPoint> killed;
  private final List<String> violations = new ArrayList<>();
  private String stage = "start";
  private boolean killing;

  /**
   * @param killed steps at which a node has died, shared with other worlds: thread-safe
   */
  CrashPlan(final Set<CrashPoint> killed) {
    this.killed = killed;
  }

  /** From now on nodes die, or do not. */
  synchronized void kill(final boolean on) {
    killing = on;
  }

  /** What is seen from now on belongs to that part of the scenario. */
  synchronized void enter(final String newStage) {
    stage = newStage;
  }

  /** The step is reached; true when the node dies here. */
  synchronized boolean diesAt(final CrashPoint point) {
    seen.computeIfAbsent(point, key -> new HashSet<>()).add(stage);
    return killing && killed.add(point);
  }

  /** Whether no node has died yet at a step that belongs to that stage. */
  synchronized boolean isOpen(final String wanted) {
    return seen.entrySet().stream()
        .anyMatch(step -> step.getValue().contains(wanted) && !killed.contains(step.getKey()));
  }

  /** A step was taken whose intent was not stored before it. */
  synchronized void violated(final String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized SortedSet<CrashPoint> seen() {
    return new TreeSet<>(seen.keySet());
  }
}
