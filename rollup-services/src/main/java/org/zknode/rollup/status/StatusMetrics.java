/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import org.zknode.rollup.metrics.Metrics;

/** The node's state as metrics, so that an alert can hang on it. */
public final class StatusMetrics {
  private StatusMetrics() {}

  /** Makes the gauges; to be called once for each node. */
  public static void register(final Metrics metrics, final NodeStatus status) {
    metrics.gauge(
        "node_state",
        "State of the node: 0 RUNNING, 1 DEGRADED, 2 HALTED",
        () -> status.snapshot().state().ordinal());
    metrics.gauge(
        "node_degraded_reasons",
        "Reasons why the node is DEGRADED",
        () -> status.snapshot().reasons().size());
  }
}
