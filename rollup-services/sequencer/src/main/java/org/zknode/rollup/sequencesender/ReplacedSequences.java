/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencesender;

import java.util.List;
import org.zknode.rollup.l1.L1Event.SequencedBatch;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore;

/**
 * Sequences of batches that were replaced while they were under way, after an L1 reorg which
 * changed what these were built from. L1 would refuse each, one after the other.
 */
final class ReplacedSequences {
  private final StateStore store;
  private final L1TransactionManager manager;

  ReplacedSequences(final StateStore store, final L1TransactionManager manager) {
    this.store = store;
    this.manager = manager;
  }

  /**
   * Withdraws those that L1 does not have.
   *
   * @param sequenced last batch that L1 has in a sequence
   */
  void withdraw(final long sequenced) {
    for (final MonitoredTransaction replaced : store.read(tx -> find(tx, sequenced))) {
      manager.withdraw(replaced.owner(), replaced.id(), "its batches were replaced");
    }
  }

  private static List<MonitoredTransaction> find(final StateStore.Tx tx, final long sequenced) {
    return tx.monitoredTransactions().unfinished().stream()
        .filter(row -> row.owner().equals(SequenceSender.OWNER))
        .filter(row -> row.l1Block().isEmpty() && row.withdrawnAt().isEmpty())
        .filter(row -> SequenceIds.firstBatch(row.id()) > sequenced)
        .filter(row -> isReplaced(tx, row))
        .toList();
  }

  /** Only closed batches are sent: one that is open, or not there, was built anew. */
  private static boolean isReplaced(final StateStore.Tx tx, final MonitoredTransaction row) {
    final List<SequencedBatch> sent = ElderberryAbi.decodeSequenceBatches(row.data()).batches();
    final long first = SequenceIds.firstBatch(row.id());
    final List<SequencedBatch> now =
        tx.batches().closedFrom(first, sent.size()).stream()
            .filter(batch -> batch.number() < first + sent.size())
            .map(SequenceBuilder::batchData)
            .toList();
    return !now.equals(sent);
  }
}
