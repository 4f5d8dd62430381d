/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;

/**
 * The last verified local exit root of each rollup of one L1: the leaves of the rollup exit tree,
 * leaf i that of rollup id i + 1 (docs/spec/bridge.md, "Networks and exit trees").
 *
 * @param byRollupId local exit roots; zero is the same as none
 */
public record RollupExitRoots(SortedMap<Long, Bytes32> byRollupId) {
  /** Rollups that one L1 may have here: the tree is made anew for each root and proof. */
  public static final long MAX_ROLLUPS = 4096;

  /** Of an L1 on which nothing was verified. */
  public static final RollupExitRoots NONE = new RollupExitRoots(new TreeMap<>());

  public RollupExitRoots {
    byRollupId = Collections.unmodifiableSortedMap(new TreeMap<>(byRollupId));
    byRollupId.keySet().forEach(RollupExitRoots::requireRollup);
  }

  /**
   * @return that rollup id
   * @throws IllegalArgumentException there is no place for it
   */
  static long requireRollup(final long rollupId) {
    if (rollupId < 1 || rollupId > MAX_ROLLUPS) {
      throw new IllegalArgumentException(
          "rollup id %d is not between 1 and %d".formatted(rollupId, MAX_ROLLUPS));
    }
    return rollupId;
  }

  /** With that rollup's newest local exit root. */
  public RollupExitRoots with(final long rollupId, final Bytes32 localExitRoot) {
    final SortedMap<Long, Bytes32> changed = new TreeMap<>(byRollupId);
    changed.put(rollupId, localExitRoot);
    return new RollupExitRoots(changed);
  }

  /** Of that rollup, zero if none was verified. */
  public Bytes32 of(final long rollupId) {
    return byRollupId.getOrDefault(rollupId, Bytes32.ZERO);
  }

  /** The rollup exit root; zero while nothing was verified, as the contract has it. */
  public Bytes32 root() {
    return byRollupId.isEmpty() ? Bytes32.ZERO : L1InfoTree.of(leaves(1)).root();
  }

  /** Siblings of that rollup's leaf up to below the root. */
  public List<Bytes32> proof(final long rollupId) {
    requireRollup(rollupId);
    return L1InfoTree.proof(leaves(rollupId), Math.toIntExact(rollupId - 1));
  }

  private List<Bytes32> leaves(final long atLeast) {
    final long count = byRollupId.isEmpty() ? atLeast : Math.max(atLeast, byRollupId.lastKey());
    final List<Bytes32> leaves = new ArrayList<>();
    for (long rollupId = 1; rollupId <= count; rollupId++) {
      leaves.add(of(rollupId));
    }
    return leaves;
  }
}
