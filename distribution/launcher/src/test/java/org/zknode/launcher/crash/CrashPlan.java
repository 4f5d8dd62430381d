/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.crash;

import java.util.SortedSet;
import java.util.TreeSet;

/** Which steps were seen, and at which of them a node was killed: at each of them once. */
final class CrashPlan {
  private final SortedSet<CrashPoint> seen = new TreeSet<>();
  private final SortedSet<CrashPoint> killed = new TreeSet<>();
  private boolean killing;

  /** From now on nodes die, or do not. */
  synchronized void kill(final boolean on) {
    killing = on;
  }

  /** The step is reached; true when the node dies here. */
  synchronized boolean diesAt(final CrashPoint point) {
    seen.add(point);
    return killing && killed.add(point);
  }

  synchronized SortedSet<CrashPoint> seen() {
    return new TreeSet<>(seen);
  }

  synchronized SortedSet<CrashPoint> killed() {
    return new TreeSet<>(killed);
  }
}
