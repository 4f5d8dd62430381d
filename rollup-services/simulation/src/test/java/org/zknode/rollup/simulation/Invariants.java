/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Event.SequenceBatches;
import org.zknode.rollup.l1.L1Event.SequenceForceBatches;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.Proof;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;

/** What must be true at any moment, whatever has gone wrong. */
final class Invariants {
  private static final int MANY = 1_000;

  /** How far L1's newest timestamp may be ahead: a reorg brings 65 blocks at once. */
  private static final long L1_CLOCK_SECONDS = 140;

  private record Honest(long batch, Bytes commitData) {}

  private final World world;
  private final BridgeInvariants bridges;

  /** Signatures that verifiers have made, and what for. */
  private final Map<Bytes, Honest> honest = new LinkedHashMap<>();

  private final Map<Long, Bytes32> trustedBlocks = new HashMap<>();

  Invariants(final World world) {
    this.world = world;
    this.bridges = new BridgeInvariants(world);
  }

  // --- what happens in between

  void signed(final VerifyRequest request, final Bytes signature) {
    honest.put(signature, new Honest(request.batchNumber(), request.commitData()));
  }

  /** To be passed off as one of this batch. */
  Optional<Bytes> signatureOfAnother(final VerifyRequest request) {
    if (!world.faulty() || world.random.nextInt(3) > 0) {
      return Optional.empty();
    }
    return honest.entrySet().stream()
        .filter(entry -> entry.getValue().batch() != request.batchNumber())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Nothing goes to L1 that the next process would not know of. */
  void aboutToSend(final SimNode node, final SignedTransaction transaction) {
    final boolean stored =
        node.inspector()
            .read(
                tx -> {
                  final List<MonitoredTransaction> rows =
                      new ArrayList<>(tx.monitoredTransactions().ofOwner("sequence-sender", MANY));
                  rows.addAll(tx.monitoredTransactions().ofOwner("aggregator", MANY));
                  rows.addAll(tx.monitoredTransactions().ofOwner("nonce-gap", MANY));
                  return rows.stream().anyMatch(row -> row.history().contains(transaction.hash()));
                });
    world.check(stored, node.name() + " sends an L1 transaction that it has not stored");
  }

  // --- what is looked at from time to time

  void check() {
    final StateStore main = world.main.inspector();
    if (!world.plan.mayGiveUp()) {
      checkSequences(main);
      checkVerified(main);
      checkExitRoots(main);
      bridges.checkMoney(main);
      checkTrusted(main);
      checkNothingIsGivenUp(main);
    }
    checkBlockDates();
    if (!world.plan.mayGiveUp()) {
      world.promises.check();
    }
    world.followers.forEach(this::checkFinalized);
    checkProofs();
  }

  /** When all is healed, whatever the main node had to give up in between. */
  void checkAtTheEnd() {
    final StateStore main = world.main.inspector();
    checkSequences(main);
    checkVerified(main);
    checkExitRoots(main);
    bridges.checkMoney(main);
    bridges.checkIndexes();
    if (!world.plan.mayGiveUp()) {
      world.promises.check();
    }
  }

  /** Only a stranger's sequence or an old state DB may cost a block. */
  private void checkNothingIsGivenUp(final StateStore main) {
    for (final Event event : main.<List<Event>>read(tx -> tx.events().last(MANY))) {
      world.check(
          !event.eventId().equals("TRUSTED_REORG") && !event.eventId().equals("BLOCKS_GIVEN_UP"),
          "the main node gives up blocks for nothing: " + event.description());
    }
  }

  /** However wrong the main node's clock is, L1 takes its blocks soon. */
  private void checkBlockDates() {
    final L2Block head = world.main.engine().head();
    final long lead = head.timestamp() - world.scheduler.now() / 1000;
    world.check(
        lead <= L1Time.MAX_LEAD_SECONDS + L1_CLOCK_SECONDS,
        "block %d is dated %d s ahead".formatted(head.number(), lead));
  }

  /** Every batch on L1 is the one that the main node made, with its signatures. */
  private void checkSequences(final StateStore main) {
    long next = 1;
    for (final SimL1.Block block : world.l1.chain()) {
      for (final L1Event event : block.events()) {
        if (event instanceof SequenceForceBatches) {
          next++;
        }
        if (event instanceof SequenceBatches sequence) {
          for (final SequencedBatch batch : sequence.batches()) {
            checkSequenced(main, next, batch);
            next++;
          }
          world.check(
              next == sequence.lastBatch() + 1,
              "L1 has batch %d after batch %d".formatted(sequence.lastBatch(), next - 1));
        }
      }
    }
  }

  private void checkSequenced(final StateStore main, final long number, final SequencedBatch onL1) {
    final Optional<Batch> made = main.read(tx -> tx.batches().find(number));
    world.check(
        made.filter(batch -> batch.closed() && batch.batchL2Data().equals(onL1.transactions()))
            .isPresent(),
        "batch %d on L1 is not the main node's: %s, L1 has data %s"
            .formatted(number, made, onL1.transactions()));
    if (world.plan.mayGiveUp()) {
      // Signatures, and that it was checked, go with the rows of given-up batches; L1 took the
      // sequence all the same, perhaps after the very same batch was made again.
      return;
    }
    world.check(
        made.filter(Batch::checked).isPresent(), "batch %d is on L1 unchecked".formatted(number));
    final List<BatchSignature> signatures = main.read(tx -> tx.batchSignatures().ofBatch(number));
    world.check(
        signatures.size() >= world.plan.threshold(),
        "batch %d is on L1 with %d signatures".formatted(number, signatures.size()));
    for (final BatchSignature signature : signatures) {
      final Honest what = honest.get(signature.signature());
      world.check(
          what != null && what.batch() == number,
          "a signature of batch %d was made for %s".formatted(number, what));
    }
  }

  private void checkVerified(final StateStore main) {
    world
        .l1
        .head()
        .after()
        .stateRoots()
        .forEach(
            (number, root) -> {
              if (number > 0) {
                final Optional<Batch> batch = main.read(tx -> tx.batches().find(number));
                world.check(
                    batch.map(Batch::stateRoot).filter(root::equals).isPresent(),
                    "L1 has state root %s for batch %d, the main node %s"
                        .formatted(root, number, batch.map(Batch::stateRoot)));
              }
            });
  }

  /**
   * L1 was told the local exit root that the chain has after the batch's last block. What an engine
   * lost when its process died it has not again yet.
   */
  private void checkExitRoots(final StateStore main) {
    final long head = world.main.engine().head().number();
    world
        .l1
        .head()
        .after()
        .exitRoots()
        .forEach(
            (number, root) -> {
              final Optional<Batch> batch = main.read(tx -> tx.batches().find(number));
              if (batch.filter(made -> made.lastBlock() > head).isPresent()) {
                return;
              }
              final Optional<Bytes32> own =
                  batch.map(made -> exitRoot(world.main, made.lastBlock()));
              world.check(
                  own.filter(root::equals).isPresent(),
                  "L1 has local exit root %s for batch %d, the chain %s"
                      .formatted(root, number, own));
            });
  }

  private static Bytes32 exitRoot(final SimNode node, final long block) {
    return node.engine()
        .archived(block, L2Contracts.EXIT_ROOT_MANAGER, L2Contracts.LOCAL_EXIT_ROOT_SLOT);
  }

  /** Every node knows it of every block of its chain, whatever was lost in between. */
  void checkRememberedExitRoots() {
    final List<SimNode> nodes = new ArrayList<>(world.followers);
    nodes.add(world.main);
    for (final SimNode node : nodes) {
      node.process()
          .filter(process -> !process.isDead())
          .ifPresent(
              process -> {
                for (long n = 0; n <= node.engine().head().number(); n++) {
                  final Bytes32 remembered = process.exitRoots.after(n);
                  world.check(
                      remembered.equals(exitRoot(node, n)),
                      "%s remembers local exit root %s of block %d, it was %s"
                          .formatted(node.name(), remembered, n, exitRoot(node, n)));
                }
              });
    }
  }

  /** What the main node has once made known as a block stays. */
  private void checkTrusted(final StateStore main) {
    final long last = main.read(tx -> tx.blocks().last()).map(BlockInfo::number).orElse(0L);
    world.check(
        last >= trustedBlocks.size(),
        "the main node has forgotten blocks %d to %d".formatted(last + 1, trustedBlocks.size()));
    for (long number = 1; number <= last; number++) {
      final long n = number;
      final Bytes32 hash = main.read(tx -> tx.blocks().find(n)).orElseThrow().hash();
      final Bytes32 before = trustedBlocks.putIfAbsent(number, hash);
      world.check(
          before == null || before.equals(hash), "the main node has replaced block " + number);
    }
  }

  private void checkFinalized(final SimNode follower) {
    final long number =
        Math.min(follower.engine().finalizedNumber(), follower.engine().head().number());
    final Bytes32 own = follower.engine().block(number).orElseThrow().hash();
    world.check(
        number == 0 || own.equals(trustedBlocks.getOrDefault(number, own)),
        "%s has finalized block %d as %s".formatted(follower.name(), number, own));
  }

  private void checkProofs() {
    final SimNode aggregating =
        world.plan.followerAggregates() ? world.followers.getFirst() : world.main;
    for (final Proof row : aggregating.inspector().read(tx -> tx.proofs().all())) {
      row.proof()
          .ifPresent(
              proof ->
                  world.check(
                      SimProver.makerOf(proof).equals(row.prover()),
                      "the proof of batches %d to %d is leased to %s and was made by %s"
                          .formatted(
                              row.fromBatch(),
                              row.toBatch(),
                              row.prover(),
                              SimProver.makerOf(proof))));
    }
  }

  // --- the end

  /**
   * Honest users wait for attackers no longer than allowed, where nothing else explains it.
   *
   * @return whether that could be said of this run
   */
  boolean checkWaits() {
    return world.plan.attackers() && world.plan.sparesMain() && world.waits.check();
  }

  /** What is still to be done before everything is as if nothing had gone wrong. */
  Optional<String> missing() {
    final StateStore main = world.main.inspector();
    final L2Block head = world.main.engine().head();
    final Optional<Batch> last = main.read(tx -> tx.batches().last());
    final long verified = world.l1.head().after().verified();
    if (last.isEmpty() || !last.get().closed() || last.get().number() != verified) {
      return Optional.of(
          "last batch is %s, sequenced is %d, verified is %d"
              .formatted(
                  last.map(b -> b.number() + (b.closed() ? " (closed)" : " (open)")),
                  world.l1.head().after().sequenced(),
                  verified));
    }
    if (last.get().lastBlock() != head.number()) {
      return Optional.of("the main node's head is in no batch");
    }
    final long forced = main.read(tx -> tx.forcedBatches().last()).map(b -> b.number()).orElse(0L);
    if (forced > main.read(tx -> tx.batches().lastForced())) {
      return Optional.of("forced batch " + forced + " waits");
    }
    for (final Map.Entry<PrivateKey, Set<Long>> user : world.users.acknowledged().entrySet()) {
      final long nonce = world.main.engine().account(user.getKey().address()).nonce();
      if (user.getValue().stream().anyMatch(sent -> sent >= nonce)) {
        return Optional.of("acknowledged transactions from nonce " + nonce + " on are missing");
      }
    }
    for (final SimNode follower : world.followers) {
      final boolean isEvidence =
          follower == world.followers.getLast() && world.plan.evidence() != Plan.Evidence.NONE;
      if (isEvidence != follower.isHalted()) {
        return Optional.of(follower.name() + (isEvidence ? " does not halt" : " is halted"));
      }
      if (!isEvidence
          && (!follower.engine().head().equals(head)
              || follower.engine().finalizedNumber() != head.number())) {
        return Optional.of(
            "%s has head %d (finalized %d), the main node %d"
                .formatted(
                    follower.name(),
                    follower.engine().head().number(),
                    follower.engine().finalizedNumber(),
                    head.number()));
      }
    }
    return bridges.missing();
  }

  /** Every acknowledged transaction, or what replaced it, is in the chain exactly once. */
  void checkTransactions() {
    final Map<Bytes, Integer> times = new HashMap<>();
    for (long number = 1; number <= world.main.engine().head().number(); number++) {
      world
          .main
          .engine()
          .block(number)
          .orElseThrow()
          .transactions()
          .forEach(transaction -> times.merge(transaction, 1, Integer::sum));
    }
    world
        .users
        .acknowledged()
        .forEach(
            (user, nonces) ->
                nonces.forEach(
                    nonce ->
                        world.check(
                            times.getOrDefault(world.shared.transfer(user, nonce, 0).raw(), 0)
                                    + times.getOrDefault(
                                        world.shared.transfer(user, nonce, 1).raw(), 0)
                                == 1,
                            "nonce %d of %s is not in the chain exactly once"
                                .formatted(nonce, user.address()))));
  }
}
