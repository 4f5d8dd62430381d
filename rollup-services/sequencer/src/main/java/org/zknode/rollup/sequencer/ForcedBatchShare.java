/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.util.function.LongSupplier;

/**
 * How long users' transactions have the chain between two forced batches while more of those wait.
 * Several hundred can be forced in one L1 block, and each is a block of its own: without this they
 * would keep everybody else out for as many seconds.
 *
 * <p>In the first half of L1's timeout it is as long as a batch usually lasts, or less, when the
 * queue would not be worked off by the end of that half; in the second half it is one block; and
 * nothing once even with that the queue would take longer than three quarters of the timeout, since
 * after the timeout anybody may sequence it.
 */
final class ForcedBatchShare {
  private final long blockSeconds;
  private final long usualSeconds;
  private final LongSupplier l1Timeout;

  /**
   * @param l1Timeout forceBatchTimeout of the consensus contract, seconds
   */
  ForcedBatchShare(final SequencerConfig config, final LongSupplier l1Timeout) {
    this.blockSeconds = config.blockTime().toSeconds();
    this.usualSeconds =
        Math.max(
            blockSeconds,
            Math.min(
                config.batchTimeout().toSeconds(), config.forcedBatches().deadline().toSeconds()));
    this.l1Timeout = l1Timeout;
  }

  /**
   * What waits.
   *
   * @param length forced batches, 1 or more
   * @param ageSeconds since L1 has the oldest of them
   */
  record Backlog(long length, long ageSeconds) {}

  /** Whether the second half of the oldest one's timeout has begun. */
  boolean isLate(final Backlog backlog) {
    return backlog.ageSeconds() >= l1Timeout.getAsLong() / 2;
  }

  /** Whether users' transactions have less time than usual. */
  boolean isHurried(final Backlog backlog) {
    return isLate(backlog) || usersSeconds(backlog) < usualSeconds;
  }

  /** Seconds for users' transactions between two forced batches. */
  long usersSeconds(final Backlog backlog) {
    final long timeout = l1Timeout.getAsLong();
    final long left = timeout - timeout / 4 - backlog.ageSeconds();
    if (2 * blockSeconds * backlog.length() > left) {
      return 0;
    }
    if (isLate(backlog)) {
      return blockSeconds;
    }
    final long each = (timeout / 2 - backlog.ageSeconds()) / backlog.length() - blockSeconds;
    return Math.clamp(each, blockSeconds, usualSeconds);
  }

  /** Seconds until all of them are in the chain at the present pace. */
  long expectedSeconds(final Backlog backlog) {
    return backlog.length() * (blockSeconds + usersSeconds(backlog));
  }
}
