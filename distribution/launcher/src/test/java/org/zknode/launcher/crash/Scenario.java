/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.crash;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** One complete life of transactions and batches, whatever dies meanwhile. */
final class Scenario {
  /** Longer than the L1 transaction manager waits before it raises the fee. */
  private static final Duration FEE_BUMP = Duration.ofSeconds(121);

  private static final int LARGE_DATA = 1_200;
  private static final int REORG_DEPTH = 2;

  private final World world;
  private long leaves;
  private long indexed;
  private final Set<Bytes32> included = new HashSet<>();

  Scenario(final World world) {
    this.world = world;
  }

  /** Everything once, until all of it is verified. */
  void live() {
    leafAndTransfers();
    largeTransactions();
    impossibleTransactions();
    forcedBatch();
    settle();
    feeBump();
    settle();
    reorg();
    settle();
  }

  private void leafAndTransfers() {
    world.l1.addLeaf(Keys.DEPLOYER, ++leaves);
    for (int i = 0; i < World.MAX_BATCH_TRANSACTIONS + 2; i++) {
      world.send(world.users.transfer(0));
    }
    allIncluded();
  }

  /** Batches are closed because they are full. */
  private void largeTransactions() {
    for (int i = 0; i < 4; i++) {
      world.send(world.users.transfer(LARGE_DATA));
    }
    allIncluded();
  }

  private void impossibleTransactions() {
    world.send(world.users.oversized(World.MAX_BATCH_BYTES));
    world.users.overspent().forEach(world::send);
    allIncluded();
  }

  /** Forced while a batch is open, which is closed for it. */
  private void forcedBatch() {
    final Bytes forced = world.users.forced();
    world.l1.force(Keys.FORCER, forced);
    world.send(world.users.transfer(0));
    allIncluded();
  }

  /** L1 stands still until a sequence is offered more for. */
  private void feeBump() {
    world.l1.hold(true);
    world.send(world.users.transfer(0));
    final var sender = Keys.SEQUENCER.address();
    world.until("a sequence waits on L1", () -> world.l1.waitingFee(sender) > 0);
    final long first = world.l1.waitingFee(sender);
    final long[] lookedAt = {0};
    world.until(
        "its fee is raised",
        () -> {
          // Whoever died meanwhile begins to wait anew.
          if (System.nanoTime() - lookedAt[0] > Duration.ofSeconds(2).toNanos()) {
            world.clock.jump(FEE_BUMP);
            lookedAt[0] = System.nanoTime();
          }
          return world.l1.waitingFee(sender) > first;
        });
    world.l1.hold(false);
  }

  /** A sequence is confirmed, and then it is not on L1 any more. */
  private void reorg() {
    final long before = sequenced();
    world.send(world.users.transfer(0));
    world.until("one more batch is on L1", () -> sequenced() > before);
    world.l1.reorg(REORG_DEPTH);
  }

  private long sequenced() {
    return world.mainState.read(
        tx -> tx.virtualBatches().last().map(VirtualBatch::number).orElse(0L));
  }

  private void allIncluded() {
    world.until("all transactions are in blocks", () -> included().containsAll(must()));
  }

  private Set<Bytes32> must() {
    return world.users.must().keySet();
  }

  private Set<Bytes32> included() {
    final long head = world.main.engine().head().number();
    while (indexed < head) {
      final L2Block block = world.main.engine().block(indexed + 1).orElseThrow();
      block.transactions().stream().map(Keccak256::hash).forEach(included::add);
      indexed++;
    }
    return included;
  }

  /** Until every batch is verified on both nodes and nothing is left to do. */
  void settle() {
    allIncluded();
    world.until("all batches are verified on both nodes", this::isSettled);
  }

  private boolean isSettled() {
    final long last =
        world.mainState.read(tx -> tx.batches().last().map(Batch::number).orElse(0L));
    final long head = world.main.engine().head().number();
    final boolean main =
        world.mainState.read(
            tx ->
                tx.batches().last().filter(batch -> batch.closed() && batch.lastBlock() == head)
                        .isPresent()
                    && tx.monitoredTransactions().unfinished().isEmpty()
                    && tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L) == last
                    && tx.proofs().all().isEmpty());
    return main
        && world.externalState.read(
            tx ->
                tx.verifiedBatches().last().map(VerifiedBatch::number).orElse(0L) == last
                    && tx.batches().last().map(Batch::number).orElse(0L) == last);
  }
}
