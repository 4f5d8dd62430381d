/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore.L1InfoLeaves;

/**
 * Proofs of L1 info leaves. The tree has as many leaves as L1 had exit roots, so it is not read for
 * each batch: one hash is kept for each full group of leaves, and only the groups that are asked
 * for are read. Thread-safe.
 */
final class L1InfoProofs {
  /**
   * Leaves per group is 2 to this: a million leaves are 4096 hashes in memory and 256 rows read.
   */
  private static final int GROUP_HEIGHT = 8;

  static final int GROUP = 1 << GROUP_HEIGHT;

  /**
   * @param l1InfoRoot of the tree that ends with this group: it depends on every leaf before, so as
   *     long as the database has it nothing before has changed
   * @param node root of the group
   */
  private record Full(Bytes32 l1InfoRoot, Bytes32 node) {}

  /**
   * @param siblings from the leaf up to below the root
   */
  record Proven(L1InfoLeaf leaf, List<Bytes32> siblings) {}

  private final List<Full> groups = new ArrayList<>();

  /**
   * @param indices of leaves, the first leaf is 1
   * @param size of the tree whose root the proofs lead to, at least the highest index
   * @throws TemporaryException the database does not have all of these leaves
   */
  synchronized Map<Long, Proven> of(
      final L1InfoLeaves rows, final SortedSet<Long> indices, final long size) {
    forgetChanged(rows);
    final int full = Math.toIntExact(size / GROUP);
    while (groups.size() < full) {
      final List<L1InfoLeaf> leaves = read(rows, groups.size(), GROUP);
      groups.add(new Full(leaves.getLast().l1InfoRoot(), node(leaves)));
    }
    final List<Bytes32> nodes = new ArrayList<>(full + 1);
    groups.subList(0, full).forEach(group -> nodes.add(group.node()));
    if (size % GROUP != 0) {
      nodes.add(node(read(rows, full, (int) (size % GROUP))));
    }
    final Map<Long, Proven> proofs = new TreeMap<>();
    int at = -1;
    List<L1InfoLeaf> leaves = List.of();
    for (final long index : indices) {
      final int group = Math.toIntExact((index - 1) / GROUP);
      if (group != at) {
        leaves = read(rows, group, (int) Math.min(GROUP, size - (long) group * GROUP));
        at = group;
      }
      proofs.put(index, proven(leaves, nodes, index));
    }
    return proofs;
  }

  private static Proven proven(
      final List<L1InfoLeaf> leaves, final List<Bytes32> nodes, final long index) {
    final int position = (int) ((index - 1) % GROUP);
    final List<Bytes32> siblings =
        new ArrayList<>(L1InfoTree.siblings(hashes(leaves), position, 0, GROUP_HEIGHT));
    siblings.addAll(
        L1InfoTree.siblings(
            nodes, Math.toIntExact((index - 1) / GROUP), GROUP_HEIGHT, L1InfoTree.HEIGHT));
    return new Proven(leaves.get(position), List.copyOf(siblings));
  }

  /** An L1 reorg replaces leaves. */
  private void forgetChanged(final L1InfoLeaves rows) {
    while (!groups.isEmpty()
        && rows.find((long) groups.size() * GROUP)
            .filter(leaf -> leaf.l1InfoRoot().equals(groups.getLast().l1InfoRoot()))
            .isEmpty()) {
      groups.removeLast();
    }
  }

  private static List<L1InfoLeaf> read(final L1InfoLeaves rows, final int group, final int count) {
    final long first = (long) group * GROUP + 1;
    final List<L1InfoLeaf> leaves = rows.from(first, count);
    if (leaves.size() != count || leaves.getLast().index() != first + count - 1) {
      throw new TemporaryException(
          "L1 info leaves %d to %d are not known".formatted(first, first + count - 1));
    }
    return leaves;
  }

  private static Bytes32 node(final List<L1InfoLeaf> leaves) {
    return L1InfoTree.subtree(hashes(leaves), 0, GROUP_HEIGHT);
  }

  private static List<Bytes32> hashes(final List<L1InfoLeaf> leaves) {
    return leaves.stream()
        .map(
            leaf ->
                L1InfoTree.leaf(
                    leaf.globalExitRoot(), leaf.previousL1BlockHash(), leaf.timestamp()))
        .toList();
  }
}
