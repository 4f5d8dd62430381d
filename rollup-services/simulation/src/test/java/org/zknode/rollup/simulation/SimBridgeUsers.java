/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.service.TemporaryException;

/** Claims what has crossed, on both sides, a little at a time; deposits are made by others. */
final class SimBridgeUsers {
  private final World world;

  /** Of its own, so that it changes nobody else's luck. */
  private final Random random;

  SimBridgeUsers(final World world, final long seed) {
    this.world = world;
    this.random = new Random(seed ^ 0xb21d6eL);
  }

  void start() {
    later();
  }

  private void later() {
    world.scheduler.after(
        5_000 + random.nextInt(25_000),
        () -> {
          if (world.faulty()) {
            claimOnL2();
            claimOnL1();
            later();
          }
        });
  }

  /** By what the main node's chain is now; a block that is given up takes it back. */
  private void claimOnL2() {
    final SimBridge.Counts counts =
        SimBridge.Counts.after(world.main.engine(), world.main.engine().head().number());
    if (counts.claimed() >= counts.covered()) {
      return;
    }
    final long nonce = world.main.engine().account(Terms.CLAIMER.address()).nonce();
    try {
      world.door.submit(world.shared.claim(nonce, counts.claimed()));
    } catch (final TemporaryException | PoolRejectedException e) {
      world.trace("a claim is not taken: " + e.getMessage());
    }
  }

  /** Of a withdrawal that L1 knows of; now and then of one that was claimed, or is not there. */
  private void claimOnL1() {
    final SimContracts contracts = world.l1.head().after();
    final long next = contracts.released() + (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0);
    if (next >= 0 && (contracts.coveredWithdrawals() > next || random.nextInt(8) == 0)) {
      world.l1.outsider(SimTransaction.Kind.RELEASE, Bytes.ofUnsignedLong(next));
    }
  }
}
