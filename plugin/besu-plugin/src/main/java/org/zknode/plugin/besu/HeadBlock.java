/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.trie.pathbased.common.provider.WorldStateQueryParams;
import org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator.PathBasedWorldStateUpdateAccumulator;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.plugin.besu.BlockExecutor.Executed;
import org.zknode.plugin.besu.BlockExecutor.Running;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;

/**
 * The block after the head while it is executed on the world state of the head, which Besu has
 * once: one such block at a time. Its changes are in that state's memory until it is stored; who
 * reads Besu's states reads what is stored. Only under the engine's writer lock.
 */
final class HeadBlock {
  private final MutableBlockchain chain;
  private final BlockHeader parent;
  private final MutableWorldState worldState;
  private final OnceComputedRoot root = new OnceComputedRoot();
  private final Running running;
  private boolean over;

  private HeadBlock(
      final MutableBlockchain chain,
      final BlockHeader parent,
      final MutableWorldState worldState,
      final Running running) {
    this.chain = chain;
    this.parent = parent;
    this.worldState = worldState;
    this.running = running;
  }

  /**
   * @throws IllegalArgumentException the attributes do not follow the head
   */
  static HeadBlock begin(
      final MutableBlockchain chain,
      final WorldStateArchive archive,
      final BlockExecutor executor,
      final BlockAttributes attributes,
      final TransactionMeter meter) {
    final BlockHeader parent = chain.getChainHeadHeader();
    requireChild(parent, attributes);
    final MutableWorldState worldState =
        archive
            .getWorldState(WorldStateQueryParams.withBlockHeaderAndUpdateNodeHead(parent))
            .orElseThrow(
                () ->
                    new EngineException(
                        "the world state of head block %d is not available"
                            .formatted(parent.getNumber())));
    boolean begun = false;
    try {
      final Running running =
          executor.begin(worldState, parent, attributes, BlockExecutor.canonical(chain), meter);
      begun = true;
      return new HeadBlock(chain, parent, worldState, running);
    } finally {
      if (!begun) {
        reset(worldState);
      }
    }
  }

  private static void requireChild(final BlockHeader head, final BlockAttributes attributes) {
    final Bytes32 hash = BesuBlocks.toBytes32(head.getHash());
    if (attributes.number() != head.getNumber() + 1 || !attributes.parentHash().equals(hash)) {
      throw new IllegalArgumentException(
          "block %d on parent %s does not follow the head %d %s"
              .formatted(attributes.number(), attributes.parentHash(), head.getNumber(), hash));
    }
    if (attributes.timestamp() <= head.getTimestamp()) {
      throw new IllegalArgumentException(
          "timestamp %d of block %d is not after its parent's %d"
              .formatted(attributes.timestamp(), attributes.number(), head.getTimestamp()));
    }
  }

  BlockHeader parent() {
    return parent;
  }

  void apply(final List<Bytes> raw, final List<Decoded> decoded) {
    running.apply(raw, decoded);
  }

  /** What was executed so far. */
  BlockTransactions transactions() {
    return running.transactions();
  }

  /** The state after what was executed, where that has changed it or looked at it. */
  WorldUpdater updater() {
    return worldState.updater();
  }

  /**
   * Stores the block as the chain's head.
   *
   * @throws BlockMismatchException it has another hash than expected; nothing is stored
   */
  L2Block store(final Optional<Bytes32> expectedHash) throws BlockMismatchException {
    final Executed executed = running.finish(root::of);
    final BlockHeader header = executed.block().getHeader();
    final L2Block block = BesuBlocks.toL2BlockOf(header, executed.included());
    if (expectedHash.isPresent() && !expectedHash.get().equals(block.hash())) {
      throw new BlockMismatchException(block, expectedHash.get());
    }
    worldState.persist(header, root);
    chain.appendBlock(executed.block(), executed.receipts());
    over = true;
    return block;
  }

  /** Leaves no trace of it, unless it is stored; once more has no effect. */
  void abandon() {
    if (!over) {
      over = true;
      reset(worldState);
    }
  }

  private static void reset(final MutableWorldState worldState) {
    if (worldState.updater() instanceof PathBasedWorldStateUpdateAccumulator<?> accumulator) {
      accumulator.reset();
    }
  }
}
