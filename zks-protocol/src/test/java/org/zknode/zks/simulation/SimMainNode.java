/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.connection.MainNode;
import org.zknode.zks.connection.MainNodeConnection;
import org.zknode.zks.connection.MainNodeConnection.Next;
import org.zknode.zks.connection.Output;
import org.zknode.zks.connection.PeerInfo;
import org.zknode.zks.connection.ZksEvent;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;

/** The main node: produces blocks, serves them, and has every tenth of them signed as a batch. */
final class SimMainNode {
  static final Bytes ID = Bytes.repeat((byte) 0x11, 64);
  static final int BLOCKS_PER_BATCH = 10;

  /** Fewer than {@link SimSilent} would like to have. */
  private static final int PLACES = 12;

  /** How often it looks whether a peer has two connections. */
  static final long SETTLE = 1_000_000_000L;

  private static final long ATTEMPT = 5_000_000_000L;

  /** One connection's driver. */
  private final class Peer extends SimPeer {
    private final MainNodeConnection machine;

    Peer(final SimLink link, final SimLink.End end, final PeerInfo info, final Lanes lanes) {
      super(SimMainNode.this.world, link, end, info.peerId());
      this.machine = node.connect(info, lanes);
    }

    @Override
    void work() {
      run(machine.tick(world.scheduler.now()));
      while (!isEnded() && !isBlocked() && end.waiting() > 0) {
        run(machine.received(end.read(), world.scheduler.now()));
      }
      while (!isEnded() && !isBlocked() && machine.streaming() && end.hasRoom()) {
        switch (machine.next((number, key) -> record(number, machine.lanes()))) {
          case Next.Message message -> {
            run(List.of(message.send()));
            run(machine.queued(message.batch()));
          }
          case Next.Oversize oversize ->
              throw new IllegalStateException("no record here is so large: " + oversize.why());
          case Next.Nothing nothing -> {
            return;
          }
        }
      }
    }

    @Override
    boolean drains() {
      return false;
    }

    @Override
    List<Output> closed() {
      registry.remove(peerId, this).ifPresent(SimMainNode.this::use);
      open.remove(this);
      return live.remove(this) ? machine.closed() : List.of();
    }

    @Override
    void onReport(final Output.Report report) {
      if (report.event() instanceof ZksEvent.VerifierAuthorized authorized) {
        world.check(world.isVerifier(peerId), "a stranger became verifier " + authorized.signer());
      }
    }

    @Override
    void onResult(final Output.Result result) {
      world.check(world.isVerifier(peerId), "a stranger's result counts: " + this);
      SimMainNode.this.onResult(peerId, result.result());
    }

    void verify(final VerifyBatch request) {
      machine.verify(request, world.scheduler.now()).ifPresent(send -> run(List.of(send)));
    }

    @Override
    public String toString() {
      return "main/" + world.name(peerId);
    }
  }

  private final World world;
  private final int threshold;
  private MainNode node;
  private ConnectionRegistry<Peer> registry;
  // In use or spare, in the order in which they came.
  private final Set<Peer> open = new LinkedHashSet<>();
  // In use and not ended: what the registry must know.
  private final Set<Peer> live = new HashSet<>();
  private final List<Bytes> chain = new ArrayList<>();
  private final Map<Long, Set<Bytes>> signers = new HashMap<>();
  private long nextBatch = 1;
  private long requestId;
  private int nonce;
  private int generation;

  /**
   * @param threshold distinct signers that a batch needs
   */
  SimMainNode(final World world, final int threshold) {
    this.world = world;
    this.threshold = threshold;
    boot();
    world.scheduler.after(0, this::produce);
    world.scheduler.after(ATTEMPT, this::attempt);
    world.scheduler.after(SETTLE, this::settle);
  }

  private void boot() {
    generation++;
    registry = new ConnectionRegistry<>(PLACES, peer -> peer.machine.use());
    node =
        new MainNode(
            World.ACCEPTED.address()::equals, () -> Bytes32.leftPad(Bytes.ofUnsignedInt(++nonce)));
  }

  private void produce() {
    if (chain.size() < world.blocks) {
      chain.add(world.payload(chain.size() + 1L));
      registry.all().forEach(peer -> world.scheduler.after(0, peer::wake));
      if (chain.size() % BLOCKS_PER_BATCH == 0) {
        // Before anybody was sent its last block: those must not be asked yet.
        ask();
      }
      world.scheduler.after(world.random.nextInt(1_500) * 1_000_000L, this::produce);
    }
  }

  private Optional<RecordItem> record(final long number, final Lanes lanes) {
    return number >= 1 && number <= chain.size()
        ? Optional.of(RecordItem.of(world.encode(number, chain.get((int) number - 1), lanes)))
        : Optional.empty();
  }

  /** Loses everything but the chain and the batches. */
  void restart() {
    world.trace("main node restarts");
    registry.clear();
    List.copyOf(open).forEach(SimPeer::finish);
    world.check(node.sessions().all().isEmpty(), "sessions are left after all connections ended");
    boot();
  }

  /** A connection comes in. */
  void accept(final SimLink link, final Bytes from, final Lanes lanes) {
    admit(new Peer(link, link.b, new PeerInfo(from, "sim", false), lanes));
  }

  /** Dials a node that may be connected already, or dial just now itself. */
  void dial(final SimExternalNode node) {
    final Optional<Lanes> lanes = world.negotiate(node.offered());
    if (lanes.isPresent()) {
      final SimLink link = world.link();
      world.later(link, () -> node.accept(link, ID, lanes.get()));
      admit(new Peer(link, link.a, new PeerInfo(node.id(), "sim", true), lanes.get()));
    }
  }

  private void admit(final Peer peer) {
    final SimLink link = peer.link;
    final ConnectionRegistry.Candidate<Peer> candidate =
        new ConnectionRegistry.Candidate<>(
            peer.peerId, peer.machine.peer().outbound(), false, Bytes.EMPTY, peer);
    switch (registry.admit(candidate, ID, world.scheduler.now())) {
      case ConnectionRegistry.Admission.Admitted<Peer> admitted -> {
        use(peer);
        admitted.displaced().forEach(SimPeer::finish);
      }
      case ConnectionRegistry.Admission.Spare<Peer> spare -> {
        open.add(peer);
        peer.waitAsSpare();
      }
      case ConnectionRegistry.Admission.Duplicate<Peer> duplicate -> link.cut();
      case ConnectionRegistry.Admission.Full<Peer> full -> link.cut();
      case ConnectionRegistry.Admission.NetworkFull<Peer> full -> link.cut();
    }
  }

  private void use(final Peer peer) {
    open.add(peer);
    live.add(peer);
    peer.run(peer.machine.opened(world.scheduler.now()));
    peer.start();
  }

  private void settle() {
    for (final ConnectionRegistry.Superfluous<Peer> second :
        registry.settle(world.scheduler.now())) {
      second.connection().finish();
      second.successor().ifPresent(this::use);
    }
    world.scheduler.after(SETTLE, this::settle);
  }

  /** Asks for the signatures of the next batch, again and again until there are enough. */
  private void attempt() {
    ask();
    world.scheduler.after(ATTEMPT, this::attempt);
  }

  private void ask() {
    final long last = nextBatch * BLOCKS_PER_BATCH;
    if (threshold > 0 && last <= chain.size()) {
      final VerifyBatch request =
          new VerifyBatch(
              ++requestId,
              nextBatch,
              last - BLOCKS_PER_BATCH + 1,
              last,
              1,
              Bytes.ofUnsignedLong(nextBatch),
              Bytes.EMPTY,
              31);
      for (final Peer peer : node.eligible(last, registry::find)) {
        world.check(world.isVerifier(peer.peerId), "a stranger is asked to verify: " + peer);
        peer.verify(request);
      }
    }
  }

  private void onResult(final Bytes peer, final VerifyBatchResult result) {
    if (result.requestId() > requestId || result.batchNumber() != nextBatch) {
      return;
    }
    if (result.verdict() instanceof VerifyBatchResult.Approved approved
        && approved.signature().equals(World.signature(peer, nextBatch))) {
      final Set<Bytes> collected = signers.computeIfAbsent(nextBatch, batch -> new HashSet<>());
      collected.add(approved.signature());
      if (collected.size() >= threshold) {
        world.trace("batch " + nextBatch + " has its signatures");
        nextBatch++;
      }
    }
  }

  long approvedBatches() {
    return nextBatch - 1;
  }

  long head() {
    return chain.size();
  }

  List<Bytes> chain() {
    return chain;
  }

  int generation() {
    return generation;
  }

  /** Every session belongs to a live connection, of which each node has one. */
  void checkSessions() {
    world.check(
        live.size() == registry.size() && live.containsAll(registry.all()),
        "%d connections are open, %d known".formatted(live.size(), registry.size()));
    world.check(
        node.sessions().all().size() == registry.size(),
        "%d sessions, %d connections".formatted(node.sessions().all().size(), registry.size()));
  }
}
