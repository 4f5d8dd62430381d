/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.hyperledger.besu.plugin.services.HealthCheckService.HealthCheckProvider;
import org.hyperledger.besu.plugin.services.HealthCheckService.HealthCheckResult;
import org.hyperledger.besu.plugin.services.HealthCheckService.ParamSource;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Snapshot;
import org.zknode.rollup.status.NodeStatus.State;

/**
 * {@code /readiness}: up while the node has started, is not halted and nothing is degraded;
 * otherwise the reasons. Besu answers before its plugins have started. {@code /liveness} stays
 * Besu's: a halted node is alive and must not be restarted.
 */
final class NodeHealth implements HealthCheckProvider {
  static final String ENDPOINT = "/readiness";

  /** Instead of the node's own state until it has one that means something. */
  private static final String STARTING = "STARTING";

  private final NodeStatus status;
  private final BooleanSupplier started;

  NodeHealth(final NodeStatus status, final BooleanSupplier started) {
    this.status = status;
    this.started = started;
  }

  @Override
  public HealthCheckResult check(final ParamSource params) {
    final boolean serves = started.getAsBoolean();
    final Snapshot snapshot = status.snapshot();
    final Map<String, Object> details = new LinkedHashMap<>();
    details.put(
        "state", serves || snapshot.state() == State.HALTED ? snapshot.state().name() : STARTING);
    snapshot.reasons().forEach(reason -> details.put(reason.key(), reason.text()));
    snapshot.halts().forEach(halt -> details.put("halted-" + halt.component(), halt.reason()));
    return new HealthCheckResult(serves && snapshot.state() == State.RUNNING, details);
  }
}
