/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Optional;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.AdmissionLimits;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.SenderRules;
import org.zknode.rollup.pool.TransactionAdmission;
import org.zknode.rollup.service.TemporaryException;

/**
 * Where everybody's transactions come in: the product's own checks, on a node that has the main
 * node's head and never restarts.
 */
final class SimDoor {
  private final World world;
  private final TransactionAdmission admission;

  SimDoor(final World world) {
    this.world = world;
    this.admission =
        new TransactionAdmission(
            world.pool,
            world.main.engine(),
            AdmissionLimits.prague(Terms.CHAIN.blockGasLimit(), PoolConfig.defaults()),
            SenderRules.none(),
            () -> Terms.FLOOR,
            ResourceLimits.DEFAULT.perBatch(),
            Optional::empty,
            new SimClock(world.scheduler),
            Metrics.none());
  }

  void submit(final SignedTransaction transaction) throws PoolRejectedException {
    if (world.isPoolDown()) {
      throw new TemporaryException("the pool DB is gone");
    }
    admission.submit(transaction);
  }
}
