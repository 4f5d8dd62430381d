/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.state.BlockInfo;

/**
 * Replayed blocks each of which follows the one before, as far as they say themselves: when the
 * first one is taken, only the execution of the others can still go wrong.
 */
record ReplayRun(List<ReplayBlock> blocks) {
  ReplayRun {
    blocks = List.copyOf(blocks);
  }

  /**
   * The longest run at the beginning of these.
   *
   * @param blocks at least one, whose form nothing speaks against
   * @param nowSeconds this node's clock, since the epoch
   */
  static ReplayRun of(final List<ReplayBlock> blocks, final long nowSeconds) {
    final Set<Bytes32> hashes = new HashSet<>();
    ReplayBlock last = blocks.getFirst();
    hashes.add(last.hash());
    int length = 1;
    while (length < blocks.size()) {
      final ReplayBlock next = blocks.get(length);
      if (!follows(last, next)
          || ReplayBlockForm.fault(next, nowSeconds).isPresent()
          || !hashes.add(next.hash())) {
        break;
      }
      last = next;
      length++;
    }
    return new ReplayRun(blocks.subList(0, length));
  }

  private static boolean follows(final ReplayBlock parent, final ReplayBlock block) {
    final BlockAttributes above = block.attributes();
    final BlockAttributes below = parent.attributes();
    return above.number() == below.number() + 1
        && above.parentHash().equals(parent.hash())
        && block.previousTimestamp() == below.timestamp()
        && above.timestamp() > below.timestamp();
  }

  ReplayBlock first() {
    return blocks.getFirst();
  }

  int length() {
    return blocks.size();
  }

  /** Its first blocks. */
  ReplayRun cut(final int length) {
    return new ReplayRun(blocks.subList(0, length));
  }

  /** Without those from the first on whose leaf is not known. */
  ReplayRun upToUnknown(final Map<Long, Bytes32> l1InfoRoots) {
    int length = 0;
    while (length < blocks.size() && l1InfoRoots.containsKey(index(blocks.get(length)))) {
      length++;
    }
    return cut(length);
  }

  /** Leaves of the L1 info tree that its blocks name, without 0. */
  Set<Long> leaves() {
    final Set<Long> leaves = new HashSet<>();
    blocks.forEach(block -> leaves.add(index(block)));
    leaves.remove(0L);
    return leaves;
  }

  /** What the state DB has of them while they are in no batch. */
  List<BlockInfo> rows() {
    final List<BlockInfo> rows = new ArrayList<>();
    for (final ReplayBlock block : blocks) {
      final BlockAttributes attributes = block.attributes();
      rows.add(
          new BlockInfo(
              attributes.number(),
              block.hash(),
              0,
              attributes.timestamp(),
              attributes.l1InfoTreeIndex(),
              block.transactions().size()));
    }
    return rows;
  }

  private static long index(final ReplayBlock block) {
    return block.attributes().l1InfoTreeIndex();
  }
}
