/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Where the index of deposits and claims is kept. One transaction for each window of blocks: its
 * rows and the cursor together. Failures of the database are {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface BridgeStore {
  <T> T read(Function<Tx, T> work);

  /** Those that write wait for each other: one network's claims mark another's deposits. */
  <T> T write(Function<Tx, T> work);

  default void update(final Consumer<Tx> work) {
    write(
        tx -> {
          work.accept(tx);
          return null;
        });
  }

  /**
   * A deposit with what is known of the tree.
   *
   * @param exitRoot of the exit tree whose last leaf it is
   */
  record Leaf(BridgeEvent.Deposited deposit, Bytes32 exitRoot) {}

  /** The tables inside of one transaction. */
  interface Tx {
    /** The cursor of that network. */
    Optional<IndexedBlock> last(long network);

    /** The newest one of that number or below. */
    Optional<IndexedBlock> atOrBelow(long network, long number);

    /** The newest one that is proven. */
    Optional<IndexedBlock> lastProven(long network);

    /**
     * The newest one of L1 up to which leaves of the L1 info tree tell each deposit and each
     * verification: one before the first leaf with the newest one's mainnet exit root. The oldest
     * one while there is none.
     */
    Optional<IndexedBlock> lastConfirmed();

    /** Puts the cursor there, or marks it as proven. */
    void put(IndexedBlock block);

    /** The exit tree of that network. */
    ExitTreeNodes nodes(long network);

    void addDeposits(List<Leaf> leaves);

    void addClaims(List<Claim> claims);

    void addWrapped(List<TokenWrapped> tokens);

    void addRollupExits(List<RollupExit> exits);

    void addCovering(List<CoveringLeaf> leaves);

    void addKnown(List<BridgeEvent.ExitRootKnown> roots);

    /** How many leaves that network's exit tree had when it had that root; empty if never. */
    OptionalLong sizeAt(long network, Bytes32 exitRoot);

    Optional<RollupExit> lastRollupExit();

    /** The newest one after which the rollup exit root was that. */
    Optional<RollupExit> rollupExitAt(Bytes32 rollupExitRoot);

    /** Each rollup's newest local exit root as of that {@link RollupExit#sequence}. */
    RollupExitRoots rollupExitRoots(long sequence);

    Optional<CoveringLeaf> lastCovering();

    /** Forgets what happened on that network after that block, which becomes the cursor. */
    void rollBack(long network, long block);

    /** Forgets all of that network, its cursor too. */
    void forget(long network);
  }
}
