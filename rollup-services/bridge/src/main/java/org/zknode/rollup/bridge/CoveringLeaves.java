/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.BridgeEvent.RollupVerified;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1InfoLeaf;

/** What the leaves of the L1 info tree cover, found by the roots that they name. */
record CoveringLeaves(BridgeStore.Tx tx) {
  /** After the window's deposits. */
  void add(final IndexWindow window) {
    tx.addRollupExits(exits(window));
    final List<CoveringLeaf> covering = new ArrayList<>();
    Optional<CoveringLeaf> last = tx.lastCovering();
    for (final L1InfoLeaf leaf : window.leaves()) {
      final long next = last.map(CoveringLeaf::index).orElse(0L) + 1;
      if (leaf.index() != next) {
        throw new TemporaryException(
            "leaf %d of the L1 info tree comes after %d".formatted(leaf.index(), next - 1));
      }
      last = Optional.of(cover(leaf, last));
      covering.add(last.get());
    }
    tx.addCovering(covering);
  }

  private CoveringLeaf cover(final L1InfoLeaf leaf, final Optional<CoveringLeaf> last) {
    return new CoveringLeaf(
        leaf.index(),
        leaf.l1Block(),
        leaf.globalExitRoot(),
        leaf.mainnetExitRoot(),
        leaf.rollupExitRoot(),
        last.filter(before -> before.mainnetExitRoot().equals(leaf.mainnetExitRoot()))
            .map(CoveringLeaf::mainnetDeposits)
            .orElseGet(() -> deposits(leaf)),
        last.filter(before -> before.rollupExitRoot().equals(leaf.rollupExitRoot()))
            .map(CoveringLeaf::rollupSequence)
            .orElseGet(() -> sequence(leaf)));
  }

  private long deposits(final L1InfoLeaf leaf) {
    return IndexWriter.sizeAt(tx, 0, leaf.mainnetExitRoot())
        .orElseThrow(
            () ->
                new IncompleteIndexException(
                    "no deposit on L1 up to block %d led to the exit root %s of leaf %d"
                        .formatted(leaf.l1Block(), leaf.mainnetExitRoot(), leaf.index())));
  }

  private long sequence(final L1InfoLeaf leaf) {
    if (leaf.rollupExitRoot().isZero()) {
      return 0;
    }
    return tx.rollupExitAt(leaf.rollupExitRoot())
        .map(RollupExit::sequence)
        .orElseThrow(
            () ->
                new IncompleteIndexException(
                    "no verification on L1 up to block %d led to the rollup exit root %s of leaf %d"
                        .formatted(leaf.l1Block(), leaf.rollupExitRoot(), leaf.index())));
  }

  private List<RollupExit> exits(final IndexWindow window) {
    final List<RollupVerified> verifications = window.of(RollupVerified.class);
    if (verifications.isEmpty()) {
      return List.of();
    }
    long sequence = tx.lastRollupExit().map(RollupExit::sequence).orElse(0L);
    RollupExitRoots roots = tx.rollupExitRoots(sequence);
    final List<RollupExit> exits = new ArrayList<>();
    for (final RollupVerified verification : verifications) {
      final long rollup = verification.rollupId();
      final Bytes32 local = verification.localExitRoot();
      // Most verifications leave the exit root as it is.
      if (!local.equals(roots.byRollupId().get(rollup))) {
        final RollupExitRoots changed = roots.with(rollup, local);
        final long block = verification.place().blockNumber();
        final RollupExit exit = new RollupExit(sequence + 1, rollup, local, changed.root(), block);
        if (isOnL1(window, exit) || !verification.mayWait() && wasBefore(exits, exit)) {
          sequence++;
          roots = changed;
          exits.add(exit);
        }
      }
    }
    return exits;
  }

  /**
   * An event is one endpoint's word: what counts is the rollup exit root that L1 made of it, which
   * is in a leaf of the same block.
   */
  private static boolean isOnL1(final IndexWindow window, final RollupExit exit) {
    return window.leaves().stream()
        .anyMatch(
            leaf ->
                leaf.l1Block() == exit.l1Block()
                    && leaf.rollupExitRoot().equals(exit.rollupExitRoot()));
  }

  /** L1 adds no leaf for a global exit root that it had already. */
  private boolean wasBefore(final List<RollupExit> added, final RollupExit exit) {
    return added.stream().anyMatch(before -> before.rollupExitRoot().equals(exit.rollupExitRoot()))
        || tx.rollupExitAt(exit.rollupExitRoot()).isPresent();
  }
}
