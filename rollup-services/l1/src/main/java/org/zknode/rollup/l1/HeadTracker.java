/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1ReorgDetector.Finding;
import org.zknode.rollup.state.L1BlockRef;

/**
 * L1's newest blocks as this process saw them, in memory: whether a new head is a descendant of the
 * ones before, or may have left blocks of theirs behind. A head counts as a descendant only when
 * parent hashes lead from it to the one before, whichever endpoints answer. For one thread.
 */
public final class HeadTracker {
  private static final Logger LOG = LoggerFactory.getLogger(HeadTracker.class);

  /** Blocks between two heads that are read to see whether they follow each other. */
  static final int MAX_READ = 16;

  private final L1View l1;
  private final TreeMap<Long, L1BlockRef> seen = new TreeMap<>();
  private final L1ReorgDetector detector =
      new L1ReorgDetector(
          number -> Optional.ofNullable(seen.floorEntry(number)).map(Map.Entry::getValue));

  /** Up to that head blocks may be missing that were seen before, here or by a former process. */
  private long doubtUntil;

  public HeadTracker(final L1View l1) {
    this.l1 = l1;
  }

  /**
   * @return whether blocks that are not settled yet, and were seen before, may have left L1: a head
   *     did not follow the one before, or is the first one, not longer ago than {@link
   *     L1ReorgDetector#REORG_DEPTH} blocks. For so long endpoints may not agree yet
   */
  public boolean follow(final L1BlockRef head) {
    final Optional<L1BlockRef> last =
        Optional.ofNullable(seen.lastEntry()).map(Map.Entry::getValue);
    if (last.filter(head::equals).isEmpty()) {
      final Optional<List<L1BlockRef>> between = last.flatMap(before -> between(before, head));
      if (between.isPresent()) {
        between.get().forEach(this::keep);
      } else {
        last.ifPresent(this::cut);
        seen.tailMap(head.number(), true).clear();
        doubt(Long.max(head.number(), last.map(L1BlockRef::number).orElse(0L)));
      }
      keep(head);
    }
    return head.number() <= doubtUntil;
  }

  /**
   * An endpoint told of a block in which something happened. When it is not one of those that were
   * seen, it is looked after as if L1 had had a reorg.
   */
  public void heard(final long number, final Bytes32 hash) {
    final Optional<L1BlockRef> known = Optional.ofNullable(seen.get(number));
    if (known.map(L1BlockRef::hash).filter(hash::equals).isEmpty()) {
      doubt(number);
    }
  }

  /** The blocks between the two, when one follows the other. */
  private Optional<List<L1BlockRef>> between(final L1BlockRef before, final L1BlockRef head) {
    if (head.number() <= before.number() || head.number() - before.number() > MAX_READ) {
      return Optional.empty();
    }
    final List<L1BlockRef> read = new ArrayList<>();
    L1BlockRef child = head;
    while (child.number() > before.number() + 1) {
      final Bytes32 expected = child.parentHash();
      final Optional<L1BlockRef> parent =
          l1.block(child.number() - 1).filter(block -> block.hash().equals(expected));
      if (parent.isEmpty()) {
        return Optional.empty();
      }
      read.add(parent.get());
      child = parent.get();
    }
    return child.parentHash().equals(before.hash()) ? Optional.of(read) : Optional.empty();
  }

  private void cut(final L1BlockRef last) {
    if (detector.compare(l1, last) instanceof Finding.Reorg reorg) {
      LOG.warn("L1 reorg: back from block {} to {}", last.number(), reorg.forkPoint().number());
      seen.tailMap(reorg.forkPoint().number(), false).clear();
    } else {
      seen.clear();
    }
  }

  private void doubt(final long since) {
    doubtUntil = Long.max(doubtUntil, since + L1ReorgDetector.REORG_DEPTH);
  }

  private void keep(final L1BlockRef block) {
    seen.put(block.number(), block);
    seen.headMap(block.number() - L1ReorgDetector.REORG_DEPTH, false).clear();
  }
}
