/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.BridgeEvent.Deposited;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.service.TemporaryException;

/**
 * Changes the index of one network. A window that is added is checked by itself: deposits follow
 * each other without a gap, and lead to the exit roots that the chain has.
 *
 * @param network 0 is L1, others are rollup ids
 */
record IndexWriter(BridgeStore store, long network) {
  /**
   * @param cursor what the index is at
   * @return what it is at after that
   * @throws IncompleteIndexException something is missing, in the window or before it
   * @throws TemporaryException the index is not there any more
   */
  IndexedBlock add(final IndexedBlock cursor, final IndexWindow window) {
    return addAt(
        cursor,
        tx -> {
          final IndexedBlock next = add(tx, cursor, window);
          tx.put(next);
          return next;
        });
  }

  /**
   * Adds claims of blocks that are indexed.
   *
   * @param cursor what the index is at
   * @throws TemporaryException the index is not there any more
   */
  void addClaims(final IndexedBlock cursor, final List<Claim> claims) {
    addAt(
        cursor,
        tx -> {
          tx.addClaims(claims);
          return cursor;
        });
  }

  private IndexedBlock addAt(
      final IndexedBlock cursor, final Function<BridgeStore.Tx, IndexedBlock> more) {
    return store.write(
        tx -> {
          requireAt(tx, cursor);
          return more.apply(tx);
        });
  }

  private void requireAt(final BridgeStore.Tx tx, final IndexedBlock cursor) {
    if (!tx.last(network).equals(Optional.of(cursor))) {
      throw new TemporaryException(
          "the index of network %d is not at block %d any more"
              .formatted(network, cursor.number()));
    }
  }

  /** Puts the cursor onto the block before the first one, or marks it as proven. */
  void put(final IndexedBlock block) {
    store.update(tx -> tx.put(block));
  }

  /**
   * Forgets what is indexed above a block.
   *
   * @param block number of an indexed one; empty: not even the oldest one is on the chain, and all
   *     of the network is forgotten
   */
  void rollBack(final OptionalLong block) {
    store.update(
        tx -> {
          if (block.isPresent()) {
            tx.rollBack(network, block.getAsLong());
          } else {
            tx.forget(network);
          }
        });
  }

  private IndexedBlock add(
      final BridgeStore.Tx tx, final IndexedBlock cursor, final IndexWindow window) {
    final long deposits = addDeposits(tx, cursor, window.of(Deposited.class));
    tx.addClaims(
        window.of(BridgeEvent.Claimed.class).stream().map(BridgeEvent.Claimed::claim).toList());
    tx.addWrapped(
        window.of(BridgeEvent.Wrapped.class).stream().map(BridgeEvent.Wrapped::token).toList());
    tx.addKnown(window.of(BridgeEvent.ExitRootKnown.class));
    if (network == 0) {
      new CoveringLeaves(tx).add(window);
    }
    window.said().ifPresent(said -> require(tx, said, deposits, window.number()));
    final boolean proven =
        window.said().flatMap(IndexWindow.Said::deposits).isPresent()
            || cursor.proven() && network != 0;
    return new IndexedBlock(network, window.number(), window.hash(), deposits, proven);
  }

  private long addDeposits(
      final BridgeStore.Tx tx, final IndexedBlock cursor, final List<Deposited> deposits) {
    long next = cursor.deposits();
    for (final Deposited deposit : deposits) {
      if (deposit.depositCount() != next) {
        throw new IncompleteIndexException(
            "block %d of network %d has deposit %d, the next one is %d"
                .formatted(deposit.place().blockNumber(), network, deposit.depositCount(), next));
      }
      next++;
    }
    if (!deposits.isEmpty()) {
      final List<Bytes32> roots =
          new ExitTree(tx.nodes(network))
              .append(deposits.stream().map(deposit -> deposit.leaf().hash()).toList());
      tx.addDeposits(
          IntStream.range(0, deposits.size())
              .mapToObj(i -> new BridgeStore.Leaf(deposits.get(i), roots.get(i)))
              .toList());
    }
    return next;
  }

  private void require(
      final BridgeStore.Tx tx, final IndexWindow.Said said, final long deposits, final long block) {
    said.deposits()
        .filter(count -> count != deposits)
        .ifPresent(
            count -> {
              throw new IncompleteIndexException(
                  "at block %d the bridge of network %d has %d deposits, its events are %d"
                      .formatted(block, network, count, deposits));
            });
    said.exitRoot()
        .filter(root -> sizeAt(tx, network, root).isEmpty())
        .ifPresent(
            root -> {
              throw new IncompleteIndexException(
                  "at block %d network %d has the exit root %s, which none of its %d deposits led to"
                      .formatted(block, network, root, deposits));
            });
  }

  /** Deposits of that network when its exit root was that. */
  static OptionalLong sizeAt(final BridgeStore.Tx tx, final long network, final Bytes32 root) {
    return root.isZero() || root.equals(L1InfoTree.zeroHash(L1InfoTree.HEIGHT))
        ? OptionalLong.of(0)
        : tx.sizeAt(network, root);
  }
}
