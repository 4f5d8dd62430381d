/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.jsonrpc.EndpointHealth;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** Gauges of the node as a whole: its state, and how far its batches are. */
final class NodeMetrics {
  private NodeMetrics() {}

  static void register(
      final Metrics metrics,
      final NodeStatusTracker status,
      final StateStore store,
      final Clock clock) {
    metrics.gauge(
        "node_state",
        "State of the node: 0 RUNNING, 1 DEGRADED, 2 HALTED",
        () -> status.snapshot().state().ordinal());
    metrics.gauge(
        "node_degraded_reasons",
        "Reasons for which the node is DEGRADED",
        () -> status.snapshot().reasons().size());
    final Metrics.Gauges reasons =
        metrics.gauges(
            "node_degraded",
            "1 while the node is DEGRADED for that reason, 0 when it was; label reason: its key",
            "reason");
    status.onNewReason(key -> reasons.add(key, () -> has(status, key) ? 1 : 0));
    final LastBatches last = new LastBatches(store, clock);
    metrics.gauge(
        "last_closed_batch", "Number of the newest closed batch", () -> last.numbers().closed());
    metrics.gauge(
        "last_virtual_batch",
        "Number of the newest batch that is in a sequence on L1",
        () -> last.numbers().virtual());
    metrics.gauge(
        "last_verified_batch",
        "Number of the newest batch whose proof is accepted on L1",
        () -> last.numbers().verified());
  }

  private static boolean has(final NodeStatus status, final String key) {
    return status.snapshot().reasons().stream().anyMatch(reason -> reason.key().equals(key));
  }

  static void register(final Metrics metrics, final JsonRpcL1Client l1) {
    metrics.gauge(
        "l1_endpoints_good",
        "L1 endpoints that answer, are of the right chain and do not stand still",
        () -> l1.endpoints().stream().filter(EndpointHealth::isGood).count());
    metrics.gauge(
        "l1_endpoints_bad",
        "L1 endpoints that are asked last or never; zknode_status tells why",
        () -> l1.endpoints().stream().filter(endpoint -> !endpoint.isGood()).count());
  }
}
