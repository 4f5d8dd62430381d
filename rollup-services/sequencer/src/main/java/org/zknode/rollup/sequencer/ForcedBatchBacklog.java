/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.ForcedBatchShare.Backlog;
import org.zknode.rollup.state.ChangeWatch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/**
 * Says when many forced batches wait, and how long they will take: meanwhile users' transactions
 * share the chain with them. For one thread.
 */
public final class ForcedBatchBacklog {
  /** Key of {@link NodeStatus#degraded}. */
  public static final String DEGRADED_KEY = "forced-batches";

  /** From so many on it is said. */
  static final long MANY = 10;

  private static final long MILLIS = 1000;

  private final StateStore store;
  private final ForcedBatchShare share;
  private final LongSupplier l1Timeout;
  private final NodeStatus status;
  private final Clock clock;
  private final ChangeWatch rows;
  private volatile long waiting;

  /**
   * @param l1Timeout forceBatchTimeout of the consensus contract, seconds
   */
  public ForcedBatchBacklog(
      final StateStore store,
      final SequencerConfig config,
      final LongSupplier l1Timeout,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    this.store = store;
    this.rows = ChangeWatch.ofRows(store);
    this.share = new ForcedBatchShare(config, l1Timeout);
    this.l1Timeout = l1Timeout;
    this.status = status;
    this.clock = clock;
    metrics.gauge(
        "sequencer_forced_batches_waiting",
        "Forced batches on L1 that are not in the chain yet",
        () -> waiting);
  }

  private record Ends(ForcedBatch first, ForcedBatch last) {}

  /**
   * Looks again.
   *
   * @throws org.zknode.rollup.service.TemporaryException the state DB cannot be read
   */
  public void step() {
    if (rows.isQuiet()) {
      return;
    }
    rows.begin();
    final Optional<Ends> ends =
        store.read(
            tx ->
                tx.forcedBatches()
                    .find(tx.batches().lastForced() + 1)
                    .map(first -> new Ends(first, tx.forcedBatches().last().orElse(first))));
    waiting = ends.map(each -> each.last().number() - each.first().number() + 1).orElse(0L);
    if (waiting < MANY) {
      status.recovered(DEGRADED_KEY);
      rows.foundNothing();
      return;
    }
    final long age = clock.millis() / MILLIS - ends.orElseThrow().first().input().timestamp();
    final Backlog backlog = new Backlog(waiting, age);
    status.degraded(
        DEGRADED_KEY,
        ("%d forced batches wait, the oldest one for %d s of L1's timeout of %d s; all are in the"
                + " chain in about %d s, with up to %d s for users' transactions after each")
            .formatted(
                waiting,
                age,
                l1Timeout.getAsLong(),
                share.expectedSeconds(backlog),
                share.usersSeconds(backlog)));
  }
}
