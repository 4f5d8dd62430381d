/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.synchronizer.SynchronizerConfig;

/** The loops that follow L1. */
final class SynchronizerServices {
  /** Until the rows of the start are in order; after that there is nothing to do. */
  private static final Duration ROW_CHECK = Duration.ofSeconds(10);

  private final NodeConfig node;
  private final SynchronizerConfig config;
  private final NodeKind kind;
  private final L1Synchronizer l1Synchronizer;
  private final Derivation derivation;
  private final Provider<RowRepair> rows;
  private final Provider<L1TransactionManager> transactions;
  private final BatchProgress progress;
  private final ServiceLoops loops;

  @Inject
  SynchronizerServices(
      final NodeConfig node,
      final SynchronizerConfig config,
      final NodeKind kind,
      final L1Synchronizer l1Synchronizer,
      final Derivation derivation,
      final Provider<RowRepair> rows,
      final Provider<L1TransactionManager> transactions,
      final BatchProgress progress,
      final ServiceLoops loops) {
    this.node = node;
    this.config = config;
    this.kind = kind;
    this.l1Synchronizer = l1Synchronizer;
    this.derivation = derivation;
    this.rows = rows;
    this.transactions = transactions;
    this.progress = progress;
    this.loops = loops;
  }

  Set<RoleService> all() {
    final Set<RoleService> services = new HashSet<>();
    final ServiceLoop derived =
        loops.everyUntilDone(config.pollInterval(), "derivation", derivation::step);
    final AtomicBoolean stored = new AtomicBoolean();
    final ServiceLoop l1 =
        loops.everyUntilDone(
            config.pollInterval(),
            "synchronizer",
            () -> {
              final boolean more = l1Synchronizer.step();
              if (stored.getAndSet(false)) {
                derive(derived, more);
              }
              return more;
            });
    if (node.sequencer().isPresent() || node.aggregator().isPresent()) {
      transactions.get().onMined(l1::wakeUp);
    }
    l1Synchronizer.onStored(
        () -> {
          stored.set(true);
          progress.reached(BatchStage.VIRTUAL);
          progress.reached(BatchStage.VERIFIED);
        });
    services.add(service(l1));
    services.add(service(derived));
    if (kind == NodeKind.EXTERNAL) {
      // A main node's rows come before its blocks and are reconciled with them.
      services.add(service(loops.every(ROW_CHECK, "state-rows", rows.get()::step)));
    }
    return services;
  }

  /** Batches are executed while L1 is read, as long as there is more of it to read. */
  private static void derive(final ServiceLoop derived, final boolean more)
      throws InterruptedException {
    if (more) {
      derived.wakeUp();
    } else {
      derived.runHere();
    }
  }

  private static RoleService service(final Service loop) {
    return new RoleService(RoleService.SYNCHRONIZER, loop);
  }
}
