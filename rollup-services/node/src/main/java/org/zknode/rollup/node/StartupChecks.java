/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;

/** What must hold before any role starts, each with one sentence when it does not. */
final class StartupChecks {
  private static final Logger LOG = LoggerFactory.getLogger(StartupChecks.class);

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
    parts.l1().verifyDeployment(config.chain());
    requireRoles(parts);
    parts.store();
    parts.lease().step();
    parts.pool();
  }

  private static void requireRoles(final NodeComponent parts) throws StartupException {
    final Optional<String> mismatch;
    try {
      mismatch = parts.roles().mismatch();
    } catch (final TemporaryException e) {
      // The loop that asks again tells it in the status.
      LOG.warn("whether the L1 keys have their roles is not known yet: {}", e.getMessage());
      return;
    }
    if (mismatch.isPresent()) {
      throw new StartupException(mismatch.get());
    }
  }
}
