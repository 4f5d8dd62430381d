/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.L1BridgeIndex;
import org.zknode.rollup.bridge.L2BridgeIndex;
import org.zknode.rollup.bridge.MissedClaims;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.state.StateStore;

/** The loops that index deposits and claims. */
final class BridgeServices {
  /** Besides being woken when the synchronizer has stored something. */
  private static final Duration L1_POLL = Duration.ofSeconds(2);

  /** Costs no round trip while the head is the same. */
  private static final Duration L2_POLL = Duration.ofMillis(250);

  private final L1BridgeIndex l1;
  private final MissedClaims missed;
  private final L2BridgeIndex l2;
  private final BatchProgress progress;
  private final ServiceLoops loops;

  @Inject
  BridgeServices(
      final L1BridgeIndex l1,
      final MissedClaims missed,
      final L2BridgeIndex l2,
      final BridgeView view,
      final StateStore store,
      final ExecutionEngine engine,
      final BatchProgress progress,
      final ServiceLoops loops,
      final Metrics metrics,
      final Clock clock) {
    this.l1 = l1;
    this.missed = missed;
    this.l2 = l2;
    this.progress = progress;
    this.loops = loops;
    BridgeMetrics.index(metrics, view, store, engine, clock);
  }

  Set<RoleService> all() {
    final ServiceLoop onL1 =
        loops.everyUntilDone(L1_POLL, "bridge-l1-index", () -> l1.step() || missed.step());
    final ServiceLoop onL2 = loops.everyUntilDone(L2_POLL, "bridge-l2-index", l2::step);
    // The synchronizer tells of both after whatever it has stored.
    progress.onReached(BatchStage.VIRTUAL, onL1::wakeUp);
    return Set.of(
        new RoleService(RoleService.NETWORK, onL1), new RoleService(RoleService.NETWORK, onL2));
  }
}
