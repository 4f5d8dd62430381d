/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.UnsafeLag;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.verification.BatchVerification;

/** The way of a closed batch to L1: its check, its signatures, its sequence. */
final class BatchServices {
  /** How often closed batches are looked for. */
  private static final Duration BATCH_POLL = Duration.ofMillis(250);

  /** How often the distance to L1 is looked at; full sequences are looked for as often. */
  private static final Duration LAG_POLL = Duration.ofSeconds(1);

  private final SequencerConfig config;
  private final BatchChecker checker;
  private final BatchVerification verification;
  private final SequenceSender sender;
  private final UnsafeLag lag;
  private final BatchProgress progress;
  private final ServiceLoops loops;

  @Inject
  BatchServices(
      final SequencerConfig config,
      final BatchChecker checker,
      final BatchVerification verification,
      final SequenceSender sender,
      final UnsafeLag lag,
      final BatchProgress progress,
      final ServiceLoops loops) {
    this.config = config;
    this.checker = checker;
    this.verification = verification;
    this.sender = sender;
    this.lag = lag;
    this.progress = progress;
    this.loops = loops;
  }

  Set<RoleService> all() {
    final ServiceLoop checks = loops.every(BATCH_POLL, "batch-checker", checker::step);
    final ServiceLoop signatures =
        loops.everyUntilDone(
            BATCH_POLL,
            "batch-verification",
            () -> isReached(BatchStage.SIGNED, verification.step()));
    final ServiceLoop sequences =
        loops.everyUntilDone(
            least(config.sequenceInterval(), LAG_POLL),
            "sequence-sender",
            () -> isReached(BatchStage.SENT, sender.step()));
    progress.onReached(BatchStage.CLOSED, checks::wakeUp);
    progress.onReached(BatchStage.CHECKED, signatures::wakeUp);
    verification.onAnswer(signatures::wakeUp);
    progress.onReached(BatchStage.CHECKED, sequences::wakeUp);
    progress.onReached(BatchStage.SIGNED, sequences::wakeUp);
    progress.onReached(BatchStage.VIRTUAL, sequences::wakeUp);
    return Set.of(
        new RoleService(RoleService.SEQUENCER, checks),
        new RoleService(RoleService.SENDERS, signatures),
        new RoleService(RoleService.SENDERS, sequences),
        new RoleService(RoleService.SENDERS, loops.every(LAG_POLL, "unsafe-lag-watch", lag::step)));
  }

  private boolean isReached(final BatchStage stage, final boolean reached) {
    if (reached) {
      progress.reached(stage);
    }
    return reached;
  }

  private static Duration least(final Duration one, final Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
