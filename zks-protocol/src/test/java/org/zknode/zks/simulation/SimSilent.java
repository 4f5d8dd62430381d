/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.connection.Lanes;

/** Many strangers that take every place of the main node they can get, and never say a word. */
final class SimSilent {
  private static final int STRANGERS = 20;
  private static final long SECOND = 1_000_000_000L;

  private final World world;
  private final Bytes id;
  private int connections;

  SimSilent(final World world, final Bytes id) {
    this.world = world;
    this.id = id;
  }

  /** To the very end: it is for the main node to find a place for others. */
  void occupy() {
    world
        .negotiate(world.offered)
        .ifPresent(
            lanes -> {
              for (int i = 0; i < STRANGERS; i++) {
                connect(lanes);
              }
            });
  }

  private void connect(final Lanes lanes) {
    // Not of the world's links: no fault of the network makes room.
    final SimLink link = new SimLink(world.scheduler, world.random, 50);
    connections++;
    link.a.own(
        () -> {
          if (link.a.isDown()) {
            world.scheduler.after(SECOND * (5 + world.random.nextInt(10)), () -> connect(lanes));
          }
        });
    world
        .main()
        .accept(link, Bytes.concatenate(id.slice(0, 60), Bytes.ofUnsignedInt(connections)), lanes);
  }
}
