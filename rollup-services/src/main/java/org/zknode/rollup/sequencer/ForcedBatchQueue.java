/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.zknode.rollup.config.SequencerConfig.ForcedBatchPolicy;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;

/**
 * Which forced batch is next, strictly in the order of L1's queue, and when its time has come (spec
 * zkevm-node 6.7). After its L1 timeout anybody may sequence it, and then this sequencer has to
 * give up what it has not sequenced. So in the second half of that time it is taken even if L1
 * brings no confirmations.
 */
final class ForcedBatchQueue {
  private static final long MILLIS = 1000;

  private final StateStore store;
  private final ForcedBatchPolicy policy;
  private final LongSupplier l1Timeout;
  private final Clock clock;
  private long waitingNumber;
  private long waitingSinceMillis;

  /**
   * @param l1Timeout forceBatchTimeout of the consensus contract, seconds
   */
  ForcedBatchQueue(
      final StateStore store,
      final ForcedBatchPolicy policy,
      final LongSupplier l1Timeout,
      final Clock clock) {
    this.store = store;
    this.policy = policy;
    this.l1Timeout = l1Timeout;
    this.clock = clock;
  }

  /**
   * A forced batch that may be taken.
   *
   * @param due the open batch must be closed for it now
   */
  record Ready(ForcedBatch batch, boolean due) {}

  private record Candidate(ForcedBatch batch, long l1Head) {}

  Optional<Ready> next() {
    final Optional<Candidate> next =
        store.read(
            tx ->
                tx.forcedBatches()
                    .find(tx.batches().lastForced() + 1)
                    .map(batch -> new Candidate(batch, l1Head(tx))));
    return next.flatMap(this::ready);
  }

  private static long l1Head(final StateStore.Tx tx) {
    return tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L);
  }

  private Optional<Ready> ready(final Candidate candidate) {
    final ForcedBatch batch = candidate.batch();
    final long now = clock.millis();
    if (now / MILLIS - batch.input().timestamp() >= l1Timeout.getAsLong() / 2) {
      return Optional.of(new Ready(batch, true));
    }
    if (candidate.l1Head() - batch.l1Block() < policy.l1Confirmations()) {
      return Optional.empty();
    }
    if (waitingNumber != batch.number() || waitingSinceMillis > now) {
      waitingNumber = batch.number();
      waitingSinceMillis = now;
    }
    return Optional.of(new Ready(batch, now - waitingSinceMillis >= policy.deadline().toMillis()));
  }
}
