/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.ZksMessage;

/** Connects to any node and sends whatever comes to its mind; never reads while it does. */
final class SimAttacker {
  private static final long MILLI = 1_000_000;

  private final World world;
  private final Bytes id;
  private int connections;

  SimAttacker(final World world, final Bytes id) {
    this.world = world;
    this.id = id;
  }

  /** Again and again while the time of faults lasts. */
  void attack() {
    if (world.faulty()) {
      final Optional<Lanes> lanes = world.negotiate(world.offered);
      if (lanes.isPresent()) {
        connect(lanes.get());
      }
      world.scheduler.after((100 + world.random.nextInt(4_000)) * MILLI, this::attack);
    }
  }

  private void connect(final Lanes lanes) {
    final SimLink link = world.link();
    connections++;
    // A node of its own each time, so that being connected already does not protect the victim.
    final Bytes self = Bytes.concatenate(id.slice(0, 60), Bytes.ofUnsignedInt(connections));
    final int victim = world.random.nextInt(4);
    if (victim == 3) {
      world.main().accept(link, self, lanes);
    } else {
      world.external(victim).accept(link, self, lanes);
    }
    final boolean reads = world.random.nextBoolean();
    link.a.own(
        () -> {
          while (reads && link.a.waiting() > 0) {
            link.a.read();
          }
        });
    speak(link, lanes, world.random.nextInt(60));
  }

  private void speak(final SimLink link, final Lanes lanes, final int left) {
    if (link.isCut() || left == 0) {
      link.cut();
      return;
    }
    if (link.a.hasRoom()) {
      final List<Capability> agreed = lanes.agreed();
      link.a.send(frame(agreed.get(world.random.nextInt(agreed.size()))));
    }
    world.scheduler.after(world.random.nextInt(200) * MILLI, () -> speak(link, lanes, left - 1));
  }

  private Frame frame(final Capability lane) {
    final ZksMessage message = message();
    if (world.random.nextInt(3) == 0 || !lane.carries(message.type())) {
      final byte[] garbage = new byte[world.random.nextInt(64)];
      world.random.nextBytes(garbage);
      return new Frame(
          lane.name(), world.random.nextInt(lane.messageCount() + 1), Bytes.wrap(garbage));
    }
    final byte[] body = message.encode().toArray();
    if (body.length > 0 && world.random.nextInt(3) == 0) {
      body[world.random.nextInt(body.length)] ^= (byte) (1 << world.random.nextInt(8));
    }
    return new Frame(lane.name(), lane.id(message.type()), Bytes.wrap(body));
  }

  private ZksMessage message() {
    final long block = world.random.nextInt(world.blocks + 5);
    return switch (world.random.nextInt(8)) {
      case 0 -> GetBlockReplays.from(block, 1 + world.random.nextInt(64));
      case 1 -> new BlockReplays(List.of(world.forgery(block)));
      case 2 -> new BlockReplays(List.of());
      case 3 -> new VerifierRoleRequest();
      case 4 -> new VerifierChallenge(Bytes32.repeat((byte) world.random.nextInt()));
      case 5 -> new VerifierAuth(Bytes.repeat((byte) 7, 64 + world.random.nextInt(2)));
      case 6 -> new VerifyBatch(1, 1, 1, 10, 1, Bytes.EMPTY, Bytes.EMPTY, 31);
      default ->
          new VerifyBatchResult(
              world.random.nextInt(20),
              1 + world.random.nextInt(5),
              new VerifyBatchResult.Approved(World.signature(id, 1)));
    };
  }
}
