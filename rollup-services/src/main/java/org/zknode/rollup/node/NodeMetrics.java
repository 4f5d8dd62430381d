/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.NodeStatus;

/** Gauges of the node as a whole: its state, and how far its batches are. */
final class NodeMetrics {
  private NodeMetrics() {}

  static void register(final Metrics metrics, final NodeStatus status, final StateStore store) {
    metrics.gauge(
        "node_state",
        "State of the node: 0 RUNNING, 1 DEGRADED, 2 HALTED",
        () -> status.snapshot().state().ordinal());
    metrics.gauge(
        "node_degraded_reasons",
        "Reasons for which the node is DEGRADED",
        () -> status.snapshot().reasons().size());
    metrics.gauge(
        "last_closed_batch",
        "Number of the newest closed batch",
        () -> number(store, tx -> tx.batches().lastClosed(), Batch::number));
    metrics.gauge(
        "last_virtual_batch",
        "Number of the newest batch that is in a sequence on L1",
        () -> number(store, tx -> tx.virtualBatches().last(), VirtualBatch::number));
    metrics.gauge(
        "last_verified_batch",
        "Number of the newest batch whose proof is accepted on L1",
        () -> number(store, tx -> tx.verifiedBatches().last(), VerifiedBatch::number));
  }

  /** Not a number while the database cannot be reached: an old one would look like a standstill. */
  private static <T> double number(
      final StateStore store,
      final Function<StateStore.Tx, Optional<T>> last,
      final ToLongFunction<T> number) {
    try {
      return store.read(last::apply).map(row -> (double) number.applyAsLong(row)).orElse(0.0);
    } catch (final TemporaryException e) {
      return Double.NaN;
    }
  }
}
