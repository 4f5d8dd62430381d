/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.zknode.devprover.Fault;
import org.zknode.eth.Address;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** Batches on their way to L1, until they are verified there and both nodes know it. */
final class Settlement {
  /** Sequences that are in L1's pool at the same time. */
  private static final int SEQUENCES_WAITING = 2;

  /** How long something may take to come of it before time passes once more. */
  private static final Duration JUMP_EVERY = Duration.ofSeconds(2);

  private final World world;
  private final Inclusion inclusion;

  Settlement(final World world, final Inclusion inclusion) {
    this.world = world;
    this.inclusion = inclusion;
  }

  /** Until every batch is verified on both nodes and nothing is left to do. */
  void settle() {
    inclusion.awaitAll();
    inTime("all batches are verified on both nodes", this::isSettled);
  }

  /**
   * L1 stands still until the first of several sequences is offered more for; then they are
   * confirmed, and then they are not on L1 any more.
   */
  void feeBumpAndReorg() {
    final Address sender = Keys.SEQUENCER.address();
    final long before = sequenced();
    // Before L1 stands still: it would refuse blocks that are later than its newest one. Without
    // its verifier the node has more batches by then than fit into one sequence.
    world.connected(false);
    inclusion.sendAtOnce(
        SEQUENCES_WAITING * World.MAX_BATCHES_PER_SEQUENCE * World.MAX_BATCH_TRANSACTIONS, 0);
    inclusion.awaitAll();
    world.l1.hold(true);
    world.connected(true);
    inTime(
        "sequences wait on L1, one behind the other",
        () -> world.l1.waiting(sender) >= SEQUENCES_WAITING);
    final long first = world.l1.waitingFee(sender);
    inTime("its fee is raised", () -> world.l1.waitingFee(sender) > first);
    final String mark = world.l1.mark();
    world.l1.hold(false);
    inTime("the sequence is confirmed", () -> sequenced() > before && nothingIsUnderWay());
    world.l1.reorgTo(mark);
  }

  /** The prover's final proofs are wrong: they are thrown away, with what they were made from. */
  void badProver() {
    final long mismatches = events("FINAL_PROOF_MISMATCH");
    final long discarded = events("PROOFS_DISCARDED");
    world.main.changeProver(Fault.WRONG);
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    inTime(
        "bad proofs are discarded",
        () ->
            events("FINAL_PROOF_MISMATCH") > mismatches && events("PROOFS_DISCARDED") > discarded);
    world.main.changeProver(Fault.NONE);
  }

  private long events(final String id) {
    return World.events(world.mainState, id);
  }

  private boolean nothingIsUnderWay() {
    return world.mainState.read(tx -> tx.monitoredTransactions().unfinished().isEmpty());
  }

  private long sequenced() {
    return world.mainState.read(
        tx -> tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L));
  }

  /**
   * Waits for what comes of time passing: an open batch is closed, a fee is raised. Whoever died
   * meanwhile begins to wait anew, so that time passes again and again.
   */
  private void inTime(final String what, final BooleanSupplier condition) {
    world.clock.jump(World.BATCH_TIMEOUT);
    final AtomicLong jumped = new AtomicLong(System.nanoTime());
    world.until(
        what,
        () -> {
          if (System.nanoTime() - jumped.get() > JUMP_EVERY.toNanos()) {
            world.clock.jump(World.BATCH_TIMEOUT);
            jumped.set(System.nanoTime());
          }
          return condition.getAsBoolean();
        });
  }

  private boolean isSettled() {
    final long last = world.mainState.read(tx -> tx.batches().last().map(Batch::number).orElse(0L));
    final long head = world.main.engine().head().number();
    final boolean main =
        world.mainState.read(
            tx ->
                tx.batches()
                        .last()
                        .filter(batch -> batch.closed() && batch.lastBlock() == head)
                        .isPresent()
                    && tx.monitoredTransactions().unfinished().isEmpty()
                    && tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L) == last
                    && tx.proofs().all().isEmpty());
    return main
        && world.external.engine().head().equals(world.main.engine().head())
        && newest(world.externalState).equals(newest(world.mainState))
        && world.external.engine().head().number() == head
        && world.isIndexed(world.mainState)
        && world.isIndexed(world.externalState)
        && world.l1Client.rollupData().lastVerifiedBatch() == last;
  }

  /** What a node has last of L1: after a reorg it is in other L1 blocks. */
  private static List<Object> newest(final StateStore store) {
    return store.read(
        tx ->
            List.of(
                tx.batches().last().map(Batch::number),
                tx.virtualBatches().last(),
                tx.verifiedBatches().last()));
  }
}
