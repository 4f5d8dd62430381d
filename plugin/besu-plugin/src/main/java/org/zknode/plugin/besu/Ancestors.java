/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.BlockHeader;

/**
 * The blocks below one that is executed, for BLOCKHASH: those that were executed before it in the
 * same run, their parent, and older ones as far as they are asked for. Used by one thread.
 */
final class Ancestors {
  /** Where headers are. */
  interface Older {
    /** Finds it, or throws. */
    BlockHeader find(Hash hash, long number);
  }

  /** By how far they are below the first block of the run, from 1. */
  private final List<BlockHeader> below = new ArrayList<>();

  private final List<BlockHeader> executed = new ArrayList<>();
  private final Older older;
  private final long first;
  private long lowestOfBlock;
  private long lowest;

  /**
   * @param parent of the first block
   */
  Ancestors(final BlockHeader parent, final Older older) {
    this.older = older;
    this.first = parent.getNumber() + 1;
    this.lowest = parent.getNumber();
    below.add(parent);
    begin();
  }

  private void begin() {
    lowestOfBlock = newest().getNumber();
  }

  /** The parent of the next block. */
  BlockHeader newest() {
    return executed.isEmpty() ? below.getFirst() : executed.getLast();
  }

  /** A block that is executed is the parent of the next one. */
  void executed(final BlockHeader header) {
    executed.add(header);
    begin();
  }

  /**
   * @param number of a block below the one that is executed
   */
  Hash hash(final long number) {
    lowestOfBlock = Math.min(lowestOfBlock, number);
    lowest = Math.min(lowest, number);
    return header(number).getHash();
  }

  private BlockHeader header(final long number) {
    if (number >= first) {
      return executed.get((int) (number - first));
    }
    while (below.getLast().getNumber() > number) {
      final BlockHeader last = below.getLast();
      below.add(older.find(last.getParentHash(), last.getNumber() - 1));
    }
    return below.get((int) (first - number) - 1);
  }

  /** What the block that was executed since the last one needs, the oldest first. */
  List<BlockHeader> ofBlock() {
    return from(lowestOfBlock, newest().getNumber());
  }

  /** What all of them need of the blocks below the first one, likewise. */
  List<BlockHeader> ofRun() {
    return from(lowest, first - 1);
  }

  private List<BlockHeader> from(final long oldest, final long newest) {
    final List<BlockHeader> headers = new ArrayList<>();
    for (long number = oldest; number <= newest; number++) {
      headers.add(header(number));
    }
    return headers;
  }
}
