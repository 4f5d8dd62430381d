/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.time.Clock;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.node.StartupException;

/** Makes the roles on an engine. */
@FunctionalInterface
public interface NodeFactory {
  RollupNode create(NodeConfig config, ExecutionEngine engine, Metrics metrics, Clock clock)
      throws StartupException;
}
