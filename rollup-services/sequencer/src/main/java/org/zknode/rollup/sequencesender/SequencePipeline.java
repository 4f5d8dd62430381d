/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Status;

/**
 * Sequences that are on their way to L1: waiting in its pool, or mined where this node does not see
 * it yet. Each begins where the one before ends.
 */
final class SequencePipeline {
  private final long sequenced;
  private final List<MonitoredTransaction> underWay;

  /**
   * @param sequenced last batch that L1 has in a sequence
   * @param underWay sequences with batches above that one, and unfinished ones
   */
  SequencePipeline(final long sequenced, final List<MonitoredTransaction> underWay) {
    this.sequenced = sequenced;
    this.underWay =
        underWay.stream()
            .sorted(Comparator.comparingLong(row -> SequenceIds.firstBatch(row.id())))
            .toList();
  }

  /** How many wait to be mined. */
  int waiting() {
    return (int)
        underWay.stream()
            .filter(row -> row.status() == Status.CREATED || row.status() == Status.SENT)
            .filter(row -> row.l1Block().isEmpty())
            .count();
  }

  /** Batches in sequences that are not mined: their fees are still to be paid. */
  long waitingBatches() {
    return above()
        .mapToLong(row -> SequenceIds.lastBatch(row.id()) - SequenceIds.firstBatch(row.id()) + 1)
        .sum();
  }

  /**
   * The batch after which the next sequence begins.
   *
   * @return empty while there is a hole, or a sequence that is being withdrawn: what comes behind
   *     it has to end first
   */
  OptionalLong end() {
    long end = sequenced;
    for (final MonitoredTransaction row : above().toList()) {
      if (SequenceIds.firstBatch(row.id()) != end + 1 || row.withdrawnAt().isPresent()) {
        return OptionalLong.empty();
      }
      end = SequenceIds.lastBatch(row.id());
    }
    return OptionalLong.of(end);
  }

  /** The sequence that the next one builds on. */
  Optional<String> last() {
    return above().reduce((first, second) -> second).map(MonitoredTransaction::id);
  }

  private Stream<MonitoredTransaction> above() {
    return underWay.stream().filter(row -> SequenceIds.lastBatch(row.id()) > sequenced);
  }
}
