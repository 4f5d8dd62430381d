/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.metrics.Metrics;

class StatusMetricsTest {
  private final Map<String, DoubleSupplier> gauges = new HashMap<>();
  private final NodeStatusTracker status = new NodeStatusTracker(Clock.systemUTC(), event -> {});

  private double value(final String name) {
    return gauges.get(name).getAsDouble();
  }

  @Test
  void showTheStateAndHowManyReasonsThereAre() {
    StatusMetrics.register(
        new Metrics() {
          @Override
          public Counter counter(final String name, final String help) {
            throw new AssertionError("no counters here");
          }

          @Override
          public void gauge(final String name, final String help, final DoubleSupplier value) {
            gauges.put(name, value);
          }
        },
        status);
    assertThat(value("node_state")).isZero();
    status.degraded("a", "text");
    status.degraded("b", "text");
    assertThat(value("node_state")).isEqualTo(1);
    assertThat(value("node_degraded_reasons")).isEqualTo(2);
    status.recovered("a");
    status.recovered("b");
    assertThat(value("node_state")).isZero();
    status.halt(new NodeStatus.Halt("c", "reason", "evidence", "what to do"));
    assertThat(value("node_state")).isEqualTo(2);
  }
}
