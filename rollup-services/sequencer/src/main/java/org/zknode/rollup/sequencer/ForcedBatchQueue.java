/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.zknode.rollup.sequencer.ForcedBatchShare.Backlog;
import org.zknode.rollup.sequencer.SequencerConfig.ForcedBatchPolicy;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;

/**
 * Which forced batch is next, strictly in the order of L1's queue, and when its time has come
 * (docs/spec/sequencing.md, "Forced batches"). After its L1 timeout anybody may sequence it, and
 * then this sequencer has to give up what it has not sequenced. So in the second half of that time
 * it is taken even if L1 brings no confirmations. Between two of them users' transactions have
 * their turn, see {@link ForcedBatchShare}.
 */
final class ForcedBatchQueue {
  private static final long MILLIS = 1000;

  private final StateStore store;
  private final ForcedBatchPolicy policy;
  private final ForcedBatchShare share;
  private final Clock clock;
  private boolean waiting;
  private long waitingNumber;
  private long waitingSinceMillis;

  /** The last one that is in the chain, as far as this process has seen. */
  private OptionalLong taken = OptionalLong.empty();

  /** Since when users have their turn; empty when no forced batch came before it in this process */
  private OptionalLong usersSinceMillis = OptionalLong.empty();

  ForcedBatchQueue(
      final StateStore store,
      final ForcedBatchPolicy policy,
      final ForcedBatchShare share,
      final Clock clock) {
    this.store = store;
    this.policy = policy;
    this.share = share;
    this.clock = clock;
  }

  /**
   * A forced batch that may be taken.
   *
   * @param due the open batch must be closed for it now
   * @param usersFirst when no batch is open, it comes after what the pool has
   */
  record Ready(ForcedBatch batch, boolean due, boolean usersFirst) {}

  /**
   * @param last the newest forced batch that L1 has
   * @param forcedBefore the chain's last batch is a forced one
   */
  private record Candidate(
      ForcedBatch batch, long l1Head, ForcedBatch last, boolean forcedBefore) {}

  Optional<Ready> next() {
    final Optional<Candidate> next =
        store.read(
            tx ->
                tx.forcedBatches()
                    .find(tx.batches().lastForced() + 1)
                    .map(batch -> candidate(tx, batch)));
    waiting = next.isPresent();
    return next.flatMap(this::ready);
  }

  /** Whether there was one at the last {@link #next}: it becomes ready as L1 grows. */
  boolean isWaiting() {
    return waiting;
  }

  /** It is in the chain now. */
  void taken(final long number) {
    taken = OptionalLong.of(number);
    usersSinceMillis = OptionalLong.of(clock.millis());
  }

  private static Candidate candidate(final StateStore.Tx tx, final ForcedBatch batch) {
    return new Candidate(
        batch,
        tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L),
        tx.forcedBatches().last().orElse(batch),
        tx.batches().last().filter(last -> last.forced().isPresent()).isPresent());
  }

  private Optional<Ready> ready(final Candidate candidate) {
    final ForcedBatch batch = candidate.batch();
    final long number = batch.number();
    final long now = clock.millis();
    if (taken.isEmpty() || taken.getAsLong() != number - 1) {
      // Another process took it: users have had no more than the state DB shows.
      taken = OptionalLong.of(number - 1);
      usersSinceMillis = candidate.forcedBefore() ? OptionalLong.of(now) : OptionalLong.empty();
    }
    final Backlog backlog =
        new Backlog(
            candidate.last().number() - number + 1, now / MILLIS - batch.input().timestamp());
    final boolean late = share.isLate(backlog);
    if (!late && candidate.l1Head() - batch.l1Block() < policy.l1Confirmations()) {
      return Optional.empty();
    }
    if (waitingNumber != number || waitingSinceMillis > now) {
      waitingNumber = number;
      waitingSinceMillis = now;
    }
    final boolean usersFirst = usersFirst(backlog, candidate.forcedBefore(), now);
    final boolean waitedLong = now - waitingSinceMillis >= policy.deadline().toMillis();
    return Optional.of(
        new Ready(batch, !usersFirst && (waitedLong || share.isHurried(backlog)), usersFirst));
  }

  /** At least one block, however late the step comes in which it is built. */
  private boolean usersFirst(final Backlog backlog, final boolean forcedBefore, final long now) {
    final long users = share.usersSeconds(backlog);
    if (users == 0 || usersSinceMillis.isEmpty()) {
      return false;
    }
    // A clock that jumped back begins anew.
    usersSinceMillis = OptionalLong.of(Math.min(usersSinceMillis.getAsLong(), now));
    return forcedBefore || (now - usersSinceMillis.getAsLong()) / MILLIS <= users;
  }
}
