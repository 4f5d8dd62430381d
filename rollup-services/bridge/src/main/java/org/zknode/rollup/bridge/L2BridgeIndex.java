/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ExitRoots;

/**
 * Indexes the bridge of the own rollup from what this node has executed, up to its head; goes back
 * when the chain was unwound. For one thread.
 */
public final class L2BridgeIndex {
  private static final Logger LOG = LoggerFactory.getLogger(L2BridgeIndex.class);

  /** Blocks; their receipts are read one after the other, so that many take a second or so. */
  private static final int FIRST_BLOCKS = 256;

  private static final int MOST_BLOCKS = 2_000;

  private final BridgeStore store;
  private final ExecutionEngine engine;
  private final ExitRoots exitRoots;
  private final long network;
  private final IndexWriter writer;
  private final L2WindowReader reader;
  private final WindowSize size = new WindowSize(FIRST_BLOCKS, MOST_BLOCKS);

  /** Head up to which everything is indexed; while it is the head nothing is asked. */
  private Optional<Bytes32> done = Optional.empty();

  public L2BridgeIndex(
      final BridgeStore store,
      final ExecutionEngine engine,
      final ExitRoots exitRoots,
      final BridgeContracts contracts) {
    this.store = store;
    this.engine = engine;
    this.exitRoots = exitRoots;
    this.network = contracts.ownNetwork();
    this.writer = new IndexWriter(store, network);
    this.reader = new L2WindowReader(engine, contracts);
  }

  /**
   * Goes on by one window, or back to where the chain has parted.
   *
   * @return true when there is more to do at once
   * @throws TemporaryException engine or database cannot be reached, the chain was changed
   *     meanwhile, or its events are not complete
   */
  public boolean step() {
    final L2Block head = engine.head();
    if (done.filter(head.hash()::equals).isPresent()) {
      return false;
    }
    done = Optional.empty();
    final IndexedBlock cursor = store.read(tx -> tx.last(network)).orElseGet(this::anchor);
    if (!isCanonical(cursor)) {
      rollBack(cursor);
      return true;
    }
    if (head.number() <= cursor.number()) {
      done = Optional.of(head.hash()).filter(cursor.hash()::equals);
      return false;
    }
    final IndexWindow window =
        reader.read(cursor, Math.min(head.number(), cursor.number() + size.blocks()));
    try {
      writer.add(cursor, with(window, exitRoots.after(window.number())));
    } catch (final IncompleteIndexException e) {
      throw new TemporaryException(
          "blocks from %d on are not indexed: %s; is the bridge of this rollup another one?"
              .formatted(cursor.number() + 1, e.getMessage()),
          e);
    }
    size.used(window.events().size());
    return true;
  }

  private static IndexWindow with(final IndexWindow window, final Bytes32 exitRoot) {
    return new IndexWindow(
        window.number(),
        window.hash(),
        window.events(),
        List.of(),
        Optional.of(new IndexWindow.Said(Optional.empty(), Optional.of(exitRoot))));
  }

  private IndexedBlock anchor() {
    final L2Block genesis =
        engine.block(0).orElseThrow(() -> new TemporaryException("there is no genesis block"));
    final IndexedBlock anchor = new IndexedBlock(network, 0, genesis.hash(), 0, true);
    writer.put(anchor);
    return anchor;
  }

  private boolean isCanonical(final IndexedBlock block) {
    return engine.block(block.number()).filter(now -> now.hash().equals(block.hash())).isPresent();
  }

  private void rollBack(final IndexedBlock cursor) {
    final List<IndexedBlock> gone = new ArrayList<>(List.of(cursor));
    Optional<IndexedBlock> common = below(cursor);
    while (common.isPresent() && !isCanonical(common.get())) {
      gone.add(common.get());
      common = below(common.get());
    }
    final long block =
        common
            .orElseThrow(
                () ->
                    new TemporaryException(
                        "deposits and claims of another chain are indexed: genesis block %s"
                            .formatted(gone.getLast().hash())))
            .number();
    LOG.warn(
        "L2 was unwound: deposits and claims from block {} back to {}", cursor.number(), block);
    writer.rollBack(OptionalLong.of(block));
  }

  private Optional<IndexedBlock> below(final IndexedBlock block) {
    return store.read(tx -> tx.atOrBelow(network, block.number() - 1));
  }
}
