/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.connection.Lanes;
import org.zknode.zks.connection.ZksEvent;
import org.zknode.zks.record.BlockContext;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ProtocolVersion;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

/**
 * One seeded run: a main node, three external nodes, two attackers, silent strangers on all of its
 * places and a faulty network. First comes a time of faults, then a time in which everything must
 * heal; {@link #run} checks that it did.
 */
final class World {
  static final PrivateKey ACCEPTED =
      PrivateKey.fromHex("0x7726827caac94a7f9e1b160f7ea819f172f7b6f9d2a97f992c38edeab82d4110");

  private static final long SECOND = 1_000_000_000L;
  private static final long FAULTS_UNTIL = 60 * SECOND;

  /**
   * Worst case: a slow reader is cut after 60 s, the watchdog needs 20 s, and every batch one
   * attempt each 5 s, with answers that take 3 s.
   */
  private static final long HEALED_BY = FAULTS_UNTIL + 400 * SECOND;

  /** What a check found. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(final String message) {
      super(message);
    }
  }

  final Random random;
  final Scheduler scheduler = new Scheduler();
  final int blocks;
  final List<Capability> offered;
  private final Trace trace = new Trace();
  private final List<SimLink> links = new ArrayList<>();
  private final List<SimExternalNode> externals = new ArrayList<>();
  private final SimMainNode main;
  private final int threshold;

  World(final long seed) {
    random = new Random(seed);
    blocks = 30 + random.nextInt(60);
    offered = someVersions(3 + random.nextInt(3));
    final int verifiers = random.nextInt(4);
    threshold = verifiers == 0 ? 0 : 1 + random.nextInt(verifiers);
    main = new SimMainNode(this, threshold);
    for (int i = 0; i < 3; i++) {
      final List<Capability> versions = new ArrayList<>(someVersions(1 + random.nextInt(5)));
      // At least one in common, and verifiers need a lane for it.
      versions.addAll(i < verifiers ? List.of(offered.getLast(), Capabilities.ZKS_2FA_1) : offered);
      externals.add(
          new SimExternalNode(
              this,
              Bytes.repeat((byte) (0x20 + i), 64),
              i < verifiers,
              versions,
              1 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 50)));
    }
    new SimAttacker(this, Bytes.repeat((byte) 0x66, 64)).attack();
    new SimSilent(this, Bytes.repeat((byte) 0x55, 64)).occupy();
    new SimOffender(this, Bytes.repeat((byte) 0x77, 64)).offend();
    scheduler.after(SECOND, this::fault);
  }

  private List<Capability> someVersions(final int highest) {
    final List<Capability> versions = new ArrayList<>();
    for (int version = 1; version <= highest; version++) {
      if (version == highest || random.nextBoolean()) {
        versions.add(Capabilities.find(Capability.ZKS, version).orElseThrow());
      }
    }
    if (versions.size() > 0 && random.nextInt(4) > 0) {
      versions.add(Capabilities.ZKS_2FA_1);
    }
    versions.sort(Comparator.comparing(Capability::name).reversed());
    return versions;
  }

  /** devp2p: the highest common version of each name. */
  Optional<Lanes> negotiate(final List<Capability> dialler) {
    final Lanes lanes =
        new Lanes(highest(dialler, Capability.ZKS), highest(dialler, Capability.ZKS_2FA));
    return lanes.agreed().isEmpty() ? Optional.empty() : Optional.of(lanes);
  }

  private Optional<Capability> highest(final List<Capability> dialler, final String name) {
    return dialler.stream()
        .filter(c -> c.name().equals(name) && mainOffer().contains(c))
        .max(Comparator.comparing(Capability::version));
  }

  private List<Capability> mainOffer() {
    final List<Capability> all = new ArrayList<>(offered);
    all.add(Capabilities.ZKS_2FA_1);
    return all;
  }

  SimLink link() {
    final SimLink link = new SimLink(scheduler, random, 1 + random.nextInt(faulty() ? 800 : 50));
    links.removeIf(SimLink::isCut);
    links.add(link);
    return link;
  }

  /** The other side of a new link hears of it in its own time, if at all. */
  void later(final SimLink link, final Runnable heard) {
    scheduler.after(
        random.nextInt(faulty() ? 800 : 50) * 1_000_000L,
        () -> {
          if (!link.isCut()) {
            heard.run();
          }
        });
  }

  boolean faulty() {
    return scheduler.now() < FAULTS_UNTIL;
  }

  private void fault() {
    if (!faulty()) {
      return;
    }
    switch (random.nextInt(7)) {
      case 0, 1 -> anyLink().ifPresent(SimLink::cut);
      case 2 -> anyLink().ifPresent(SimLink::becomeBlackHole);
      case 3 -> externals.get(random.nextInt(externals.size())).restart();
      case 4 -> {
        if (random.nextInt(3) == 0) {
          main.restart();
        }
      }
      case 5 -> {
        // Crossed dials, with or without a connection that is there already.
        final SimExternalNode node = externals.get(random.nextInt(externals.size()));
        main.dial(node);
        if (random.nextBoolean()) {
          node.dial();
        }
      }
      default -> trace("a quiet moment");
    }
    main.checkSessions();
    scheduler.after(random.nextInt(8_000) * 1_000_000L, this::fault);
  }

  private Optional<SimLink> anyLink() {
    return links.isEmpty()
        ? Optional.empty()
        : Optional.of(links.get(random.nextInt(links.size())));
  }

  SimMainNode main() {
    return main;
  }

  SimExternalNode external(final int index) {
    return externals.get(index);
  }

  /** The network loses and delays, it changes nothing: such a node sends what it should. */
  boolean isHonest(final Bytes id) {
    return id.equals(SimMainNode.ID) || externals.stream().anyMatch(node -> node.id().equals(id));
  }

  boolean isVerifier(final Bytes id) {
    return externals.stream().anyMatch(node -> node.id().equals(id) && node.isVerifier());
  }

  String name(final Bytes id) {
    return id.slice(0, 1).toUnprefixedHexString() + (id.get(63) == id.get(0) ? "" : "*");
  }

  /** Without the peer's id, which the line starts with already. */
  void trace(final Object where, final ZksEvent event) {
    trace(
        where
            + switch (event) {
              case ZksEvent.ReplayBlockSent sent -> " sent " + sent.block();
              case ZksEvent.ReplayRequested requested -> " from " + requested.startingBlock();
              case ZksEvent.ReplayStreamStalled stalled -> " stalled at " + stalled.nextBlock();
              case ZksEvent.Ignored ignored -> " ignored " + ignored.what();
              case ZksEvent.LimitReached reached -> " limit " + reached.limit();
              default -> " " + event.getClass().getSimpleName();
            });
  }

  void trace(final String line) {
    trace.add(scheduler.now(), line);
  }

  void check(final boolean holds, final String message) {
    if (!holds) {
      throw new Violation(message + "\n" + trace.tail());
    }
  }

  /** What identifies block n: its only transaction. */
  Bytes payload(final long number) {
    return transaction(number * 31 + blocks);
  }

  Bytes encode(final long number, final Bytes payload, final Lanes lanes) {
    return format(lanes).encode(replayRecord(number, payload));
  }

  private ReplayRecord replayRecord(final long number, final Bytes payload) {
    return new ReplayRecord(
        new BlockContext(
            1001,
            number,
            BlockHashes.NONE,
            number,
            BigInteger.ONE,
            BigInteger.ZERO,
            BigInteger.ZERO,
            new Address(Bytes.repeat((byte) 9, 20)),
            30_000_000,
            0,
            BigInteger.ZERO,
            8,
            BigInteger.ZERO),
        0,
        List.of(payload),
        number - 1,
        new ProtocolVersion(0, 31, 0),
        Bytes32.leftPad(Bytes.ofUnsignedLong(number)),
        List.of(),
        0,
        0,
        0);
  }

  /** A record of a block that the attacker made up. */
  Bytes forgery(final long number) {
    return Capabilities.ZKS_5
        .records()
        .orElseThrow()
        .encode(replayRecord(number, transaction(number)));
  }

  /** Nothing but a number, in the envelope of an EIP-1559 transaction. */
  private static Bytes transaction(final long content) {
    return Bytes.concatenate(
        Bytes.of(0x02), RlpWriter.encodeList(fields -> fields.uint64(content)));
  }

  static Optional<Bytes> payloadOf(final ReplayRecord replayRecord, final Lanes lanes) {
    return format(lanes).version() == 0
        ? Optional.empty()
        : Optional.of(replayRecord.transactions().getFirst());
  }

  private static RecordFormat format(final Lanes lanes) {
    return lanes.replay().flatMap(Capability::records).orElseThrow();
  }

  /** Stands for a signature over a batch: 65 bytes that only depend on both. */
  static Bytes signature(final Bytes signer, final long batch) {
    return Bytes.concatenate(signer.slice(0, 57), Bytes.ofUnsignedLong(batch));
  }

  /**
   * @return the fingerprint of all that happened
   */
  String run() {
    scheduler.runUntil(HEALED_BY);
    check(
        main.head() == blocks, "the main node has %d of %d blocks".formatted(main.head(), blocks));
    main.checkSessions();
    for (final SimExternalNode node : externals) {
      check(
          node.head() == blocks,
          "%s has %d of %d blocks".formatted(name(node.id()), node.head(), blocks));
      // None in the moment after the watchdog cut an idle replay, never a second one for good.
      check(
          node.connections() <= 1, name(node.id()) + " has " + node.connections() + " connections");
    }
    if (threshold > 0) {
      check(
          main.approvedBatches() == blocks / SimMainNode.BLOCKS_PER_BATCH,
          "%d batches have their signatures, of %d blocks"
              .formatted(main.approvedBatches(), blocks));
    }
    return trace.fingerprint();
  }
}
