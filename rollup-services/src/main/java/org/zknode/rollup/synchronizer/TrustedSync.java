/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.rollup.zks.ReplayRecords.Sink;

/**
 * Takes the main node's blocks from the replay before they are on L1 (trusted blocks) and executes
 * them. A block that does not give the recorded hash halts the node with evidence.
 *
 * <p>The row goes into the state DB before the block goes into the engine: the l1InfoTreeIndex is
 * in no header, so a block without a row could not be completed after a crash. A row without a
 * block is harmless, {@link ChainWriter#reconcile} deletes it.
 */
public final class TrustedSync implements Sink {
  static final String COMPONENT = "trusted-sync";

  /** Key of the DEGRADED reason while a replay cannot go on. */
  static final String DEGRADED_KEY = "replay-import";

  /** A leaf that the main node used is on L1 already; own L1 sync takes seconds to see it. */
  static final Duration LEAF_TIMEOUT = Duration.ofSeconds(60);

  /** How often the state DB is asked for the leaf meanwhile. */
  static final Duration LEAF_POLL = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(TrustedSync.class);

  private final ExecutionEngine engine;
  private final StateStore store;
  private final ChainWriter writer;
  private final NodeStatus status;
  private final Duration leafTimeout;

  public TrustedSync(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status) {
    this(engine, store, writer, status, LEAF_TIMEOUT);
  }

  /**
   * @param leafTimeout how long a block waits for its L1 info leaf at the most
   */
  TrustedSync(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final Duration leafTimeout) {
    this.engine = engine;
    this.store = store;
    this.writer = writer;
    this.status = status;
    this.leafTimeout = leafTimeout;
  }

  @Override
  public long nextBlock() {
    return engine.head().number() + 1;
  }

  @Override
  public boolean accept(final ReplayBlock block) throws InterruptedException {
    return accept(block, "unknown");
  }

  @Override
  public boolean accept(final ReplayBlock block, final String peer) throws InterruptedException {
    try {
      final Optional<Bytes32> root = awaitL1InfoRoot(block.attributes().l1InfoTreeIndex());
      if (root.isEmpty()) {
        return refuse(
            block,
            "L1 info tree index %d is not in this node's L1 data yet"
                .formatted(block.attributes().l1InfoTreeIndex()));
      }
      final boolean taken = writer.exclusively(() -> take(block, root.get(), peer));
      if (taken) {
        status.recovered(DEGRADED_KEY);
      }
      return taken;
    } catch (final EngineException | TemporaryException e) {
      LOG.debug("block {} not taken", block.attributes().number(), e);
      return refuse(block, e.getMessage());
    }
  }

  private Optional<Bytes32> awaitL1InfoRoot(final long index) throws InterruptedException {
    if (index == 0) {
      return Optional.of(Bytes32.ZERO);
    }
    final long deadline = System.nanoTime() + leafTimeout.toNanos();
    while (true) {
      final Optional<Bytes32> root =
          store.read(tx -> tx.l1InfoLeaves().find(index)).map(L1InfoLeaf::l1InfoRoot);
      if (root.isPresent() || status.isHalted() || System.nanoTime() >= deadline) {
        return root;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(LEAF_POLL.toNanos(), leafTimeout.toNanos()));
    }
  }

  private boolean take(final ReplayBlock block, final Bytes32 l1InfoRoot, final String peer) {
    if (status.isHalted()) {
      return false;
    }
    writer.reconcile();
    final L2Block head = engine.head();
    final BlockAttributes recorded = block.attributes();
    if (recorded.number() <= head.number()) {
      // Derived from L1 meanwhile: the same block is as good as taken.
      return engine
              .block(recorded.number())
              .filter(own -> own.hash().equals(block.hash()))
              .isPresent()
          || refuse(block, "this node has another block of that number");
    }
    if (recorded.number() != head.number() + 1) {
      return refuse(block, "the next block wanted is %d".formatted(head.number() + 1));
    }
    if (!recorded.parentHash().equals(head.hash())) {
      return refuse(
          block,
          "its parent is %s, the head here is %s".formatted(recorded.parentHash(), head.hash()));
    }
    if (recorded.timestamp() <= head.timestamp() || block.previousTimestamp() != head.timestamp()) {
      return refuse(
          block,
          "timestamps: parent %d, recorded parent %d, block %d"
              .formatted(head.timestamp(), block.previousTimestamp(), recorded.timestamp()));
    }
    return execute(block, withRoot(recorded, l1InfoRoot), peer);
  }

  private boolean execute(
      final ReplayBlock block, final BlockAttributes attributes, final String peer) {
    store.update(
        tx ->
            tx.blocks()
                .insert(
                    new BlockInfo(
                        attributes.number(),
                        block.hash(),
                        0,
                        attributes.timestamp(),
                        attributes.l1InfoTreeIndex(),
                        block.transactions().size())));
    final BlockResult result;
    try {
      result = engine.extend(attributes, block.transactions(), Optional.of(block.hash()));
    } catch (final BlockMismatchException e) {
      halt(
          "a replayed block does not give the recorded hash",
          block,
          "computed hash %s, state root %s, gas used %d, %d transactions included"
              .formatted(
                  e.computed().hash(),
                  e.computed().stateRoot(),
                  e.computed().gasUsed(),
                  e.computed().transactions().size()),
          peer);
      writer.reconcile();
      return false;
    }
    if (!result.skipped().isEmpty()) {
      halt(
          "a replayed block has transactions that cannot be applied",
          block,
          "skipped %s; computed hash %s, state root %s"
              .formatted(
                  result.skipped().stream()
                      .map(skipped -> skipped.index() + ": " + skipped.reason())
                      .toList(),
                  result.block().hash(),
                  result.block().stateRoot()),
          peer);
      return false;
    }
    return true;
  }

  private void halt(
      final String reason, final ReplayBlock block, final String computed, final String peer) {
    status.halt(
        new Halt(
            HaltCode.REPLAY_DIFFERS,
            COMPONENT,
            reason,
            "block %d from peer %s: recorded hash %s, parent %s, l1InfoTreeIndex %d, %s"
                .formatted(
                    block.attributes().number(),
                    peer,
                    block.hash(),
                    block.attributes().parentHash(),
                    block.attributes().l1InfoTreeIndex(),
                    computed)));
  }

  private boolean refuse(final ReplayBlock block, final String reason) {
    final String text =
        "replayed block %d was not taken: %s".formatted(block.attributes().number(), reason);
    LOG.warn(text);
    status.degraded(DEGRADED_KEY, text);
    return false;
  }

  private static BlockAttributes withRoot(final BlockAttributes recorded, final Bytes32 root) {
    return new BlockAttributes(
        recorded.number(),
        recorded.parentHash(),
        recorded.timestamp(),
        recorded.coinbase(),
        recorded.gasLimit(),
        recorded.l1InfoTreeIndex(),
        root);
  }
}
