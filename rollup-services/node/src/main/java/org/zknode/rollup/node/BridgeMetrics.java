/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.bridge.l2.SpendingBook.Purpose;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;

/** Gauges of the bridge's index, and of what its account has spent. */
final class BridgeMetrics {
  /** Not a number while the database cannot be reached. */
  private record Behind(double l1, double l2) {
    private static final Behind UNKNOWN = new Behind(Double.NaN, Double.NaN);
  }

  private record Today(Spent exitRoots, Spent claims, boolean known) {
    private static final Today UNKNOWN = new Today(Spent.NOTHING, Spent.NOTHING, false);

    private double show(final double number) {
      return known ? number : Double.NaN;
    }
  }

  private BridgeMetrics() {}

  static void index(
      final Metrics metrics,
      final BridgeView view,
      final StateStore store,
      final ExecutionEngine engine,
      final Clock clock) {
    final Remembered<Behind> behind =
        new Remembered<>(
            () ->
                new Behind(
                    behind(
                        view,
                        0,
                        store.read(tx -> tx.l1Blocks().last()).stream()
                            .mapToDouble(block -> block.number())),
                    behind(view, view.ownNetwork(), DoubleStream.of(engine.head().number()))),
            Behind.UNKNOWN,
            clock);
    metrics.gauge(
        "bridge_l1_blocks_behind",
        "L1 blocks that the synchronizer has and the bridge's index has not",
        () -> behind.get().l1());
    metrics.gauge(
        "bridge_l2_blocks_behind",
        "L2 blocks that the node has executed and the bridge's index has not",
        () -> behind.get().l2());
  }

  /** From what is indexed to the head; 0 before there is one. */
  private static double behind(final BridgeView view, final long network, final DoubleStream head) {
    final double indexed =
        view.positions().stream()
            .filter(position -> position.network() == network)
            .mapToDouble(position -> position.block())
            .findFirst()
            .orElse(0);
    // The head is older when the index went on meanwhile.
    return head.map(number -> Math.max(0, number - indexed)).findFirst().orElse(0);
  }

  static void spending(final Metrics metrics, final SpendingBook book, final Clock clock) {
    final Remembered<Today> today =
        new Remembered<>(
            () -> {
              final long day = TimeUnit.MILLISECONDS.toDays(clock.millis());
              return new Today(
                  book.spent(Purpose.EXIT_ROOTS, day), book.spent(Purpose.CLAIMS, day), true);
            },
            Today.UNKNOWN,
            clock);
    metrics.gauge(
        "bridge_exit_root_gas_today",
        "Gas that exit roots of L1 on L2 have used since midnight UTC, with what is on its way",
        () -> today.get().show(today.get().exitRoots().gas()));
    metrics.gauge(
        "bridge_exit_root_wei_today",
        "Wei that exit roots of L1 on L2 have cost since midnight UTC, with what is on its way",
        () -> today.get().show(today.get().exitRoots().wei().doubleValue()));
    metrics.gauge(
        "bridge_claim_gas_today",
        "Gas that claims for others have used since midnight UTC, with what is on its way",
        () -> today.get().show(today.get().claims().gas()));
    metrics.gauge(
        "bridge_claim_wei_today",
        "Wei that claims for others have cost since midnight UTC, with what is on its way",
        () -> today.get().show(today.get().claims().wei().doubleValue()));
  }
}
