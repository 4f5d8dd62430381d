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
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Superfluous;
import org.zknode.zks.session.UpstreamSlot;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;

/** An external node: dials the main node until it is connected, and takes what comes. */
final class SimExternalNode {
  static final Duration INACTIVITY = Duration.ofSeconds(20);
  private static final long MILLI = 1_000_000;
  private static final int PLACES = 50;

  /** One connection's driver. */
  private final class Peer extends SimPeer {
    private final ExternalNodeConnection machine;
    private boolean served;

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
      registry.remove(peerId, this).ifPresent(SimExternalNode.this::use);
      return served ? machine.closed() : List.of();
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
  private ConnectionRegistry<Peer> registry;
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
    world.scheduler.after(SimMainNode.SETTLE, this::settle);
  }

  private void boot() {
    registry =
        new ConnectionRegistry<>(
            PLACES,
            peer ->
                peer.machine.replayFrom().isPresent()
                    ? ConnectionRegistry.Use.REPLAYS
                    : ConnectionRegistry.Use.SILENT);
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
    registry.clear();
    List.copyOf(connections).forEach(SimPeer::finish);
    boot();
  }

  private void redial() {
    // Now and then a second dial while connected: both sides must keep one, and the same.
    if (registry.find(SimMainNode.ID).isEmpty()
        || (world.faulty() && world.random.nextInt(20) == 0)) {
      dial();
    }
    world.scheduler.after((200 + world.random.nextInt(1_500)) * MILLI, this::redial);
  }

  void dial() {
    final Optional<Lanes> lanes = world.negotiate(offered);
    if (lanes.isEmpty()) {
      return;
    }
    final SimLink link = world.link();
    world.later(link, () -> world.main().accept(link, id, lanes.get()));
    admit(new Peer(link, link.a, new PeerInfo(SimMainNode.ID, "sim", true), lanes.get()));
  }

  /** The main node or a stranger connects. */
  void accept(final SimLink link, final Bytes from, final Lanes lanes) {
    admit(new Peer(link, link.b, new PeerInfo(from, "sim", false), lanes));
  }

  private void admit(final Peer peer) {
    final Candidate<Peer> candidate =
        new Candidate<>(
            peer.peerId,
            peer.machine.peer().outbound(),
            peer.peerId.equals(SimMainNode.ID),
            Bytes.EMPTY,
            peer);
    switch (registry.admit(candidate, id, world.scheduler.now())) {
      case Admission.Admitted<Peer> admitted -> {
        connections.add(peer);
        use(peer);
        admitted.displaced().forEach(SimPeer::finish);
      }
      case Admission.Spare<Peer> spare -> {
        connections.add(peer);
        peer.waitAsSpare();
      }
      case Admission.Duplicate<Peer> duplicate -> peer.link.cut();
      case Admission.Full<Peer> full -> peer.link.cut();
      case Admission.NetworkFull<Peer> full -> peer.link.cut();
    }
  }

  private void use(final Peer peer) {
    peer.served = true;
    peer.run(peer.machine.opened(world.scheduler.now()));
    peer.start();
  }

  private void settle() {
    for (final Superfluous<Peer> second : registry.settle(world.scheduler.now())) {
      second.connection().finish();
      second.successor().ifPresent(this::use);
    }
    world.scheduler.after(SimMainNode.SETTLE, this::settle);
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
