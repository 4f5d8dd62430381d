/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Reads a range of L1 blocks so that a reorg during the read cannot mix two forks: each block with
 * events must be canonical afterwards, and the first and the last block must be the same before and
 * after. Whoever stores the range checks that it follows what is stored.
 */
final class L1RangeReader {
  private final L1Client l1;

  L1RangeReader(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * @param from first block of the range
   * @return empty when L1 changed meanwhile; look for a reorg and try again
   */
  Optional<L1Range> read(final long from, final long to) {
    final Optional<L1BlockRef> end = l1.block(to);
    final Optional<L1BlockRef> first = l1.block(from);
    if (end.isEmpty() || first.isEmpty()) {
      return Optional.empty();
    }
    final List<L1Event> events = l1.events(from, to);
    final Map<Long, Bytes32> accInputHashes = new HashMap<>();
    Optional<L1BlockRef> checked = Optional.empty();
    for (final L1Event event : events) {
      final L1BlockRef block = event.block();
      if (block.number() < checked.map(L1BlockRef::number).orElse(from) || block.number() > to) {
        throw new TemporaryException(
            "L1 answered events of blocks %d to %d with one of block %d out of order"
                .formatted(from, to, block.number()));
      }
      if (checked.filter(block::equals).isEmpty()) {
        if (l1.block(block.number()).filter(b -> b.hash().equals(block.hash())).isEmpty()) {
          return Optional.empty();
        }
        checked = Optional.of(block);
      }
      if (event instanceof L1Event.Sequencing sequence) {
        accInputHashes.put(sequence.lastBatch(), l1.sequencedAccInputHash(sequence.lastBatch()));
      }
    }
    if (!l1.block(to).equals(end) || !l1.block(from).equals(first)) {
      return Optional.empty();
    }
    return Optional.of(new L1Range(first.get().parentHash(), end.get(), events, accInputHashes));
  }
}
