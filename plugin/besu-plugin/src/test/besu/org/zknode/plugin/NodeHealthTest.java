/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hyperledger.besu.plugin.services.HealthCheckService.HealthCheckResult;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

class NodeHealthTest {
  private static final NodeStatus.Halt HALT =
      new NodeStatus.Halt(HaltCode.values()[0], "derivation", "roots differ", "evidence");

  private final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  private final AtomicBoolean started = new AtomicBoolean(true);
  private final NodeHealth health = new NodeHealth(status, started::get);

  private HealthCheckResult check() {
    return health.check(name -> null);
  }

  @Test
  void aNodeThatRunsIsReady() {
    assertThat(check().isHealthy()).isTrue();
    assertThat(check().getDetails()).containsExactlyEntriesOf(java.util.Map.of("state", "RUNNING"));
  }

  @Test
  void aNodeThatStillStartsIsNot() {
    started.set(false);

    assertThat(check().isHealthy()).isFalse();
    assertThat(check().getDetails()).containsEntry("state", "STARTING");

    started.set(true);
    assertThat(check().isHealthy()).isTrue();
  }

  @Test
  void eachReasonIsShownUntilItIsGone() {
    status.degraded("l1", "no endpoint answers");
    status.degraded("disk", "900 MiB left");

    assertThat(check().isHealthy()).isFalse();
    assertThat(check().getDetails())
        .containsEntry("state", "DEGRADED")
        .containsEntry("l1", "no endpoint answers")
        .containsEntry("disk", "900 MiB left");

    status.recovered("l1");
    status.recovered("disk");
    assertThat(check().isHealthy()).isTrue();
  }

  @Test
  void aHaltStays() {
    status.halt(HALT);
    status.degraded("x", "y");
    status.recovered("x");

    assertThat(check().isHealthy()).isFalse();
    assertThat(check().getDetails())
        .containsEntry("state", "HALTED")
        .containsEntry("halted-derivation", "roots differ");
  }

  @Test
  void aHaltIsShownWhileTheNodeStarts() {
    started.set(false);
    status.halt(HALT);

    assertThat(check().getDetails())
        .containsEntry("state", "HALTED")
        .containsEntry("halted-derivation", "roots differ");
  }
}
