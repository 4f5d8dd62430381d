/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import org.zknode.rollup.engine.ExecutionEngine;

/** What must hold before any role starts, each with one sentence when it does not. */
final class StartupChecks {
  private StartupChecks() {}

  static void run(final NodeConfig config, final ExecutionEngine engine, final NodeComponent parts)
      throws StartupException {
    if (engine.chainId() != config.chain().l2ChainId()) {
      throw new StartupException(
          "the genesis file has chain id %d, the configured L2 chain id is %d"
              .formatted(engine.chainId(), config.chain().l2ChainId()));
    }
    if (config.synchronizer().isEmpty()) {
      throw new StartupException(
          "every node needs the synchronizer role: set --plugin-synchronizer-enabled=true");
    }
    parts.deployment().start();
    parts.store();
    parts.lease().step();
    parts.pool();
  }
}
