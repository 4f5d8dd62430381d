/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;

/** Makes a node out of its configuration and what its host gives it. */
public final class RollupNodeFactory {
  private RollupNodeFactory() {}

  /**
   * Cheap: nothing is connected before {@link RollupNode#start}.
   *
   * @param engine stays open when the node is closed: the host owns it
   */
  public static RollupNode create(
      final NodeConfig config,
      final ExecutionEngine engine,
      final Metrics metrics,
      final Clock clock) {
    return create(config, engine, metrics, clock, new PortsModule());
  }

  /**
   * The same with something between the roles and their adapters.
   *
   * @param ports one for each node
   */
  public static RollupNode create(
      final NodeConfig config,
      final ExecutionEngine engine,
      final Metrics metrics,
      final Clock clock,
      final PortsModule ports) {
    return new ComposedNode(config, engine, metrics, clock, ports);
  }
}
