/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.connection.ExternalNode;
import org.zknode.zks.connection.ExternalNodeConnection;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.connection.Output;
import org.zknode.zks.connection.PeerInfo;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.session.UpstreamSlot;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;

/** An external node: dials the main node until it is connected, and takes what comes. */
final class SimExternalNode {
  static final Duration INACTIVITY = Duration.ofSeconds(20);
  private static final long MILLI = 1_000_000;

  /** One connection's driver. */
  private final class Peer extends SimPeer {
    private final ExternalNodeConnection machine;

    Peer(final SimLink link, final SimLink.End end, final PeerInfo info, final Lanes lanes) {
      super(SimExternalNode.this.world, link, end, info.peerId());
      this.machine = node.connect(info, lanes);
    }

    @Override
    void work() {
      if (takeRecords()) {
        return;
      }
      while (!isEnded() && !isBlocked() && end.waiting() > 0) {
        run(machine.received(end.read(), world.scheduler.now()));
        if (takeRecords()) {
          return;
        }
      }
      if (!isEnded() && !isBlocked() && !end.isDown()) {
        run(machine.tick(world.scheduler.now()));
      }
    }

    /** True when the pipeline is busy now. */
    private boolean takeRecords() {
      while (!isEnded() && machine.next().isPresent()) {
        if (world.scheduler.now() < busyUntil) {
          return true;
        }
        take(machine.next().get(), machine.lanes());
        run(machine.taken(world.scheduler.now()));
        busyUntil = world.scheduler.now() + world.random.nextInt(slowness) * MILLI;
        world.scheduler.after(busyUntil - world.scheduler.now(), this::wake);
      }
      return false;
    }

    @Override
    boolean drains() {
      return machine.drains() && (machine.next().isPresent() || end.waiting() > 0);
    }

    @Override
    List<Output> closed() {
      connections.remove(this);
      return machine.closed();
    }

    @Override
    void onReport(final Output.Report report) {}

    @Override
    void onVerify(final Output.Verify verify) {
      world.check(
          chain.size() >= verify.request().lastBlock(),
          "%s is asked to verify block %d, it has %d"
              .formatted(this, verify.request().lastBlock(), chain.size()));
      world.scheduler.after(
          world.random.nextInt(3_000) * MILLI,
          () -> {
            if (!isEnded()) {
              run(List.of(new Output.Send(verify.lane(), answer(verify))));
            }
          });
    }

    private VerifyBatchResult answer(final Output.Verify verify) {
      return new VerifyBatchResult(
          verify.request().requestId(),
          verify.request().batchNumber(),
          new Approved(World.signature(id, verify.request().batchNumber())));
    }

    @Override
    public String toString() {
      return world.name(id) + "/" + world.name(peerId);
    }
  }

  private final World world;
  private final Bytes id;
  private final boolean verifier;
  private final List<Capability> offered;
  private final int slowness;
  private final List<Bytes> chain = new ArrayList<>();
  private final List<Peer> connections = new ArrayList<>();
  private ExternalNode node;
  private long busyUntil;

  /**
   * @param slowness time for one block at the most, in milliseconds
   */
  SimExternalNode(
      final World world,
      final Bytes id,
      final boolean verifier,
      final List<Capability> offered,
      final int slowness) {
    this.world = world;
    this.id = id;
    this.verifier = verifier;
    this.offered = offered;
    this.slowness = slowness;
    boot();
    redial();
  }

  private void boot() {
    node =
        new ExternalNode(
            1 + world.random.nextInt(64),
            List.of(),
            INACTIVITY,
            SimMainNode.ID::equals,
            verifier ? Optional.of(World.ACCEPTED) : Optional.empty(),
            () -> chain.size() + 1L,
            new UpstreamSlot(() -> connections.forEach(p -> world.scheduler.after(0, p::wake))));
  }

  /** Loses everything but the chain. */
  void restart() {
    world.trace(world.name(id) + " restarts");
    List.copyOf(connections).forEach(SimPeer::finish);
    boot();
  }

  private void redial() {
    // Now and then a second dial while connected: the main node must keep one.
    if (connections.isEmpty() || (world.faulty() && world.random.nextInt(20) == 0)) {
      dial();
    }
    world.scheduler.after((200 + world.random.nextInt(1_500)) * MILLI, this::redial);
  }

  private void dial() {
    final Optional<Lanes> lanes = world.negotiate(offered);
    if (lanes.isEmpty()) {
      return;
    }
    final SimLink link = world.link();
    final Peer peer =
        new Peer(link, link.a, new PeerInfo(SimMainNode.ID, "sim", true), lanes.get());
    connections.add(peer);
    world.main().accept(link, id, lanes.get());
    peer.run(peer.machine.opened(world.scheduler.now()));
    peer.start();
  }

  /** A stranger connects. */
  void accept(final SimLink link, final Bytes from, final Lanes lanes) {
    final Peer peer = new Peer(link, link.b, new PeerInfo(from, "sim", false), lanes);
    connections.add(peer);
    peer.run(peer.machine.opened(world.scheduler.now()));
    peer.start();
  }

  private void take(final ReplayRecord replayRecord, final Lanes lanes) {
    final long number = chain.size() + 1L;
    world.check(
        replayRecord.blockNumber() == number,
        "%s took block %d as %d".formatted(world.name(id), replayRecord.blockNumber(), number));
    final Bytes expected = world.payload(number);
    world.check(
        World.payloadOf(replayRecord, lanes).map(expected::equals).orElse(true),
        "%s took another block %d".formatted(world.name(id), number));
    chain.add(expected);
  }

  long head() {
    return chain.size();
  }

  boolean isVerifier() {
    return verifier;
  }

  Bytes id() {
    return id;
  }

  List<Capability> offered() {
    return offered;
  }

  int connections() {
    return connections.size();
  }
}
