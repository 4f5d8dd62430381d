/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BatchCodec;

/** Forces batches, and sequences them as soon as the contract lets anybody do that. */
final class SimStranger {
  private static final Bytes NOTHING = BatchCodec.encodeForced(List.of());

  private final World world;

  SimStranger(final World world) {
    this.world = world;
  }

  void start() {
    world.scheduler.after(5_000 + world.random.nextInt(20_000), this::act);
  }

  private void act() {
    if (!world.faulty()) {
      return;
    }
    final long now = world.scheduler.now() / 1000;
    if (world.l1.head().after().hasOverdue(now)) {
      world.trace("a stranger sequences a forced batch");
      world.l1.outsider(SimTransaction.Kind.SEQUENCE_FORCED, Bytes.EMPTY);
    } else if (world.random.nextInt(5) == 0) {
      world.l1.outsider(SimTransaction.Kind.FORCE, NOTHING);
    }
    start();
  }
}
