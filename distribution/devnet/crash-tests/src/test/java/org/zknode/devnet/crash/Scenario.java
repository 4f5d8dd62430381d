/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.state.StateStore;

/** One complete life of transactions and batches, whatever dies meanwhile. */
final class Scenario {
  /** L2 blocks that the external node has differently. */
  private static final int STRAY_BLOCKS = 3;

  /** L1 has other blocks afterwards, or nobody has those that were not on L1. */
  private static final Set<String> LOSING =
      Set.of(
          "a block was overtaken",
          "other unsafe blocks",
          "a stranger sequences",
          "a block of nobody",
          "everything is lost");

  private static final String REPORT = "crash-test";
  private static final String DEGRADED = "NODE_DEGRADED";

  /** More than a forced batch waits for the sequencer while it runs. */
  private static final Duration FORCE_TIMEOUT = Duration.ofHours(1);

  private static final int LARGE_DATA = 1_200;

  private final World world;
  private final Inclusion inclusion;
  private final Settlement settlement;
  private final List<Stage> stages;
  private long leaves;
  private boolean shortened;

  /**
   * @param part which of {@code parts} of the stages this world lives through
   */
  Scenario(final World world, final int part, final int parts) {
    this.world = world;
    this.inclusion = new Inclusion(world);
    this.settlement = new Settlement(world, inclusion);
    final List<Stage> all = all();
    this.stages =
        IntStream.range(0, all.size()).filter(i -> i % parts == part).mapToObj(all::get).toList();
  }

  /** A part of a life; whatever comes before or after it. */
  private record Stage(String name, Runnable work) {}

  private List<Stage> all() {
    return List.of(
        new Stage("reports", this::reports),
        new Stage("transactions", this::transactions),
        new Stage("pool rows are changed", this::poolRowsAreChanged),
        new Stage("rows are lost", this::rowsAreLost),
        new Stage("fee bump and reorg", settlement::feeBumpAndReorg),
        new Stage("bad prover", settlement::badProver),
        new Stage("a block is lost", this::mainLosesABlock),
        new Stage("a block was overtaken", this::mainWasOvertaken),
        new Stage("external node astray", this::externalGoesAstray),
        new Stage("other unsafe blocks", this::mainHasOtherUnsafeBlocks),
        new Stage("a stranger sequences", this::strangerSequences),
        new Stage("a block of nobody", this::mainHasABlockOfNobody),
        new Stage("everything is lost", this::everythingIsLost));
  }

  /** Everything once, until all of it is verified. */
  void live() {
    stages.forEach(this::run);
  }

  /** Those parts once more that have steps at which no node has died yet. */
  void liveWhereOpen() {
    stages.stream().filter(stage -> world.plan.isOpen(stage.name())).forEach(this::run);
  }

  private void run(final Stage stage) {
    world.plan.enter(stage.name());
    stage.work().run();
    settle();
    if (LOSING.contains(stage.name())) {
      world.told.forget();
    } else {
      world.told.check(world.main.engine());
    }
  }

  /** Both nodes write an event; those of their own come by chance. */
  private void reports() {
    report(world.main, world.mainState);
    report(world.external, world.externalState);
  }

  private void report(final TestNode node, final StateStore store) {
    final long before = World.events(store, DEGRADED);
    world.until(
        "an event is written",
        () -> {
          // Whoever died before it was written has forgotten it.
          node.node().ifPresent(alive -> alive.status().degraded(REPORT, "reported by the test"));
          return World.events(store, DEGRADED) > before;
        });
    node.node().ifPresent(alive -> alive.status().recovered(REPORT));
  }

  private void transactions() {
    leafAndTransfers();
    largeTransactions();
    impossibleTransactions();
    forcedBatch();
  }

  private void leafAndTransfers() {
    world.l1.addLeaf(Keys.DEPLOYER, ++leaves);
    inclusion.sendAtOnce(World.MAX_BATCH_TRANSACTIONS + 2, 0);
    world.send(world.users.deposit());
    inclusion.awaitAll();
  }

  /**
   * Two of these fill a batch. Batches are closed when one comes that does not fit, or already when
   * it waits while the second is built.
   */
  private void largeTransactions() {
    for (int i = 0; i < 4; i++) {
      world.send(world.users.transfer(LARGE_DATA));
      inclusion.awaitAll();
    }
    inclusion.sendAtOnce(4, LARGE_DATA);
    inclusion.awaitAll();
  }

  private void impossibleTransactions() {
    world.send(world.users.oversized(World.MAX_BATCH_BYTES));
    world.users.overspent().forEach(world::send);
    inclusion.awaitAll();
  }

  /** Forced while a batch is open, which is closed for it. */
  private void forcedBatch() {
    final Bytes forced = world.users.forced();
    world.l1.force(Keys.FORCER, forced);
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
  }

  /** The operator forbids a sender, and somebody has written into the pool DB. */
  private void poolRowsAreChanged() {
    final SignedTransaction forbidden = world.users.waiting();
    world.send(forbidden);
    world.writeIntoMain(
        "INSERT INTO pool.blocked (address, reason) VALUES ('\\x%s', 'crash test')"
            .formatted(hex(forbidden.sender().bytes())));
    failed(forbidden);
    final SignedTransaction forged = world.users.waiting();
    world.send(forged);
    world.writeIntoMain(
        "UPDATE pool.transaction SET sender = '\\x%s', nonce = %d WHERE hash = '\\x%s'"
            .formatted(
                hex(Keys.ALICE.address().bytes()), world.users.nextNonce(), hex(forged.hash())));
    failed(forged);
  }

  private static String hex(final Bytes bytes) {
    return bytes.toUnprefixedHexString();
  }

  private void failed(final SignedTransaction transaction) {
    world.until(
        "transaction %s failed".formatted(transaction.hash()),
        () -> world.poolStatus(transaction.hash()).equals(Optional.of("failed")));
  }

  /** The external node's rows of two blocks are lost: one is on L1, the other nowhere yet. */
  private void rowsAreLost() {
    loseNewestRow();
    world.until("the row is there again", this::externalHasNewestRow);
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    world.until("the external node follows", this::externalHasNewestRow);
    loseNewestRow();
  }

  private void loseNewestRow() {
    world.externalWakesUpWith(
        "DELETE FROM state.l2_block WHERE number = %d"
            .formatted(world.external.engine().head().number()));
  }

  /** The row is written before the block. */
  private boolean externalHasNewestRow() {
    final L2Block head = world.main.engine().head();
    return world.external.engine().head().equals(head)
        && world
            .externalState
            .read(tx -> tx.blocks().find(head.number()))
            .filter(row -> row.hash().equals(head.hash()))
            .isPresent();
  }

  /**
   * The main node's engine loses its newest block, which is not on L1 yet, as a power failure may
   * do.
   */
  private void mainLosesABlock() {
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    // A block without a row would not be missed.
    world.until("the block's row is stored", this::newestBlockIsStored);
    world.main.dieAnd(engine -> engine.unwindTo(engine.head().number() - 1));
  }

  /**
   * The main node built a block when another process took over, whose block is the one in the state
   * DB.
   */
  private void mainWasOvertaken() {
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    world.until("the block's row is stored", this::newestBlockIsStored);
    world.main.dieAnd(engine -> replaceNewest(engine, 1));
  }

  /**
   * While the main node is down, somebody sequences a forced batch; the main node has blocks that
   * it did not sequence, one of them with a transaction that the pool does not have.
   */
  private void strangerSequences() {
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    if (!shortened) {
      world.l1.shortenForceTimeout(Keys.DEPLOYER, FORCE_TIMEOUT.toSeconds());
      shortened = true;
    }
    final SignedTransaction unknown = world.users.transfer(0);
    world.main.dieAnd(engine -> extend(engine, Keys.COINBASE, List.of(unknown.raw())));
    world.l1.force(Keys.FORCER, world.users.forced());
    final List<L1Event.ForceBatch> forced =
        world.l1Client.events(0, world.l1Client.head(BlockTag.LATEST).number()).stream()
            .filter(L1Event.ForceBatch.class::isInstance)
            .map(L1Event.ForceBatch.class::cast)
            .toList();
    world.l1.pass(FORCE_TIMEOUT);
    world.l1.sequenceForced(Keys.FORCER, List.of(forced.getLast()));
    awaitGivenUp();
  }

  private void awaitGivenUp() {
    final L2Block stray = world.main.engine().head();
    world.until(
        "the main node gives up a block",
        () -> !world.main.engine().block(stray.number()).equals(Optional.of(stray)));
  }

  /** On top of the main node's chain is a block that cannot be in one of its batches. */
  private void mainHasABlockOfNobody() {
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    final SignedTransaction unknown = world.users.transfer(0);
    world.main.dieAnd(engine -> extend(engine, Address.ZERO, List.of(unknown.raw())));
    awaitGivenUp();
  }

  private void everythingIsLost() {
    world.loseEverything();
  }

  private boolean newestBlockIsStored() {
    final long head = world.main.engine().head().number();
    return world.mainState.read(tx -> tx.blocks().find(head)).isPresent();
  }

  /** Another chain than L1's is in the external node's engine, and nobody else to ask than L1. */
  private void externalGoesAstray() {
    world.connected(false);
    world.external.dieAnd(Scenario::stray);
    settle();
    world.connected(true);
  }

  /** The main node goes on behind another block than the external node has, which is not on L1. */
  private void mainHasOtherUnsafeBlocks() {
    world.send(world.users.transfer(0));
    inclusion.awaitAll();
    world.until("the external node follows", this::externalHasNewestRow);
    world.external.dieAnd(engine -> replaceNewest(engine, 1));
    world.send(world.users.transfer(0));
  }

  private static void stray(final ExecutionEngine engine) {
    replaceNewest(engine, STRAY_BLOCKS);
  }

  /** Replaces so many of the newest blocks by one that nobody else has. */
  private static void replaceNewest(final ExecutionEngine engine, final int replaced) {
    engine.unwindTo(engine.head().number() - replaced);
    extend(engine, Keys.COINBASE, List.of());
  }

  private static void extend(
      final ExecutionEngine engine, final Address coinbase, final List<Bytes> transactions) {
    final L2Block parent = engine.head();
    try {
      engine.extend(
          new BlockAttributes(
              parent.number() + 1,
              parent.hash(),
              parent.timestamp() + 1,
              coinbase,
              Keys.GAS_LIMIT,
              0,
              Bytes32.ZERO),
          transactions,
          Optional.empty());
    } catch (final BlockMismatchException e) {
      throw new AssertionError(e);
    }
  }

  /** Until every batch is verified on both nodes and nothing is left to do. */
  void settle() {
    settlement.settle();
  }
}
