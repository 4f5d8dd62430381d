/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hyperledger.besu.plugin.services.HealthCheckService.HealthCheckProvider;
import org.hyperledger.besu.plugin.services.HealthCheckService.HealthCheckResult;
import org.hyperledger.besu.plugin.services.HealthCheckService.ParamSource;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Snapshot;
import org.zknode.rollup.status.NodeStatus.State;

/**
 * {@code /readiness}: up while the node is not halted and nothing is degraded; otherwise the
 * reasons. {@code /liveness} stays Besu's: a halted node is alive and must not be restarted.
 */
final class NodeHealth implements HealthCheckProvider {
  static final String ENDPOINT = "/readiness";

  private final NodeStatus status;

  NodeHealth(final NodeStatus status) {
    this.status = status;
  }

  @Override
  public HealthCheckResult check(final ParamSource params) {
    final Snapshot snapshot = status.snapshot();
    final Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", snapshot.state().name());
    snapshot.reasons().forEach(reason -> details.put(reason.key(), reason.text()));
    snapshot.halts().forEach(halt -> details.put("halted-" + halt.component(), halt.reason()));
    return new HealthCheckResult(snapshot.state() == State.RUNNING, details);
  }
}
