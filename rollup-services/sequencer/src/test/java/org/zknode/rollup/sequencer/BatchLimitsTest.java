/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.ResourceBudget.Room;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.sequencer.BatchLimits.Closing;
import org.zknode.rollup.sequencer.BatchLimits.Ended;
import org.zknode.rollup.sequencer.BatchLimits.Fill;
import org.zknode.rollup.state.ClosingReason;

/**
 * The closing reasons that follow from what is in the batch (docs/spec/sequencing.md, "Closing
 * reasons").
 */
class BatchLimitsTest {
  private static final long BLOCK_GAS = 30_000_000;

  private final BatchLimits limits =
      new BatchLimits(SequencerFixture.config(120_000, 300, Duration.ofSeconds(10)), BLOCK_GAS);

  private static Fill used(final Resources resources) {
    return new Fill(1, 1_000, resources);
  }

  @Test
  void aBatchWithRoomStaysOpen() {
    assertThat(limits.closing(used(Resources.ofGas(1_000_000)), Ended.OPEN)).isEmpty();
    assertThat(limits.withoutRoom(used(Resources.ZERO))).isEmpty();
  }

  @Test
  void transactionsAndBytes() {
    assertThat(limits.closing(new Fill(300, 1_000, Resources.ZERO), Ended.OPEN))
        .contains(new Closing(ClosingReason.MAX_TRANSACTIONS, "transactions"));
    assertThat(
            limits.closing(new Fill(299, 1_000, Resources.ZERO), new Ended(true, Optional.empty())))
        .map(Closing::reason)
        .contains(ClosingReason.NO_TRANSACTION_FITS);
    // The header of a block has 9 bytes.
    assertThat(limits.closing(new Fill(1, 119_992, Resources.ZERO), Ended.OPEN))
        .contains(new Closing(ClosingReason.RESOURCE_EXHAUSTED, "bytes"));
    assertThat(limits.closing(new Fill(1, 119_991, Resources.ZERO), Ended.OPEN))
        .contains(new Closing(ClosingReason.RESOURCE_MARGIN_EXHAUSTED, "bytes"));
    assertThat(limits.closing(new Fill(1, 108_000, Resources.ZERO), Ended.OPEN))
        .contains(new Closing(ClosingReason.RESOURCE_MARGIN_EXHAUSTED, "bytes"));
    assertThat(limits.closing(new Fill(1, 107_999, Resources.ZERO), Ended.OPEN)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionThatNeededMoreThanIsLeftNamesTheResource(final Resource resource) {
    assertThat(limits.closing(used(Resources.ZERO), new Ended(false, Optional.of(resource))))
        .contains(new Closing(ClosingReason.RESOURCE_EXHAUSTED, resource.text()));
  }

  @ParameterizedTest
  @EnumSource
  void aTenthLeftOfAnyResourceClosesTheBatch(final Resource resource) {
    final long limit = ResourceLimits.DEFAULT.perBatch().amount(resource);
    final long margin = limit / 100 * 10;
    assertThat(limits.closing(used(only(resource, limit - margin)), Ended.OPEN))
        .contains(new Closing(ClosingReason.RESOURCE_MARGIN_EXHAUSTED, resource.text()));
    assertThat(limits.closing(used(only(resource, limit - margin - 1)), Ended.OPEN)).isEmpty();
  }

  @Test
  void theGasOfAWholeBlockMustFit() {
    final long limit = ResourceLimits.DEFAULT.perBatch().gas();
    assertThat(limits.withoutRoom(used(Resources.ofGas(limit - BLOCK_GAS)))).isEmpty();
    assertThat(limits.withoutRoom(used(Resources.ofGas(limit - BLOCK_GAS + 1))))
        .contains(new Closing(ClosingReason.RESOURCE_EXHAUSTED, "gas"));
  }

  @Test
  void whatIsLeftIsTheLimitsLessTheUse() {
    final Resources used = Resources.of(7, new ExecutionCounters(1, 2, 3, 4, 5, 6));
    final ResourceBudget budget =
        limits.budget(used, limits.room(1_000, 100), WorkLimits.none(), false);
    assertThat(budget.left().plus(used)).isEqualTo(budget.whole());
    assertThat(budget.whole()).isEqualTo(ResourceLimits.DEFAULT.perBatch());
    assertThat(budget.room()).isEqualTo(new Room(120_000 - 1_000 - 9, 200));
  }

  /** What does not fit ends a batch only when a third of something is in it. */
  @Test
  void anAlmostEmptyBatchIsNotClosedForOneThatDoesNotFit() {
    final Ended full = new Ended(true, Optional.empty());
    assertThat(limits.closing(new Fill(99, 39_999, Resources.ZERO), full)).isEmpty();
    assertThat(limits.closing(new Fill(100, 1_000, Resources.ZERO), full))
        .map(Closing::reason)
        .contains(ClosingReason.NO_TRANSACTION_FITS);
    assertThat(limits.closing(new Fill(1, 40_000, Resources.ZERO), full)).isPresent();
    assertThat(limits.closing(used(only(Resource.KECCAK_HASHES, 716)), full)).isPresent();
    assertThat(limits.closing(used(only(Resource.KECCAK_HASHES, 715)), full)).isEmpty();
  }

  private static Resources only(final Resource resource, final long amount) {
    return switch (resource) {
      case GAS -> Resources.ofGas(amount);
      case KECCAK_HASHES -> counted(amount, 0, 0, 0, 0, 0);
      case SHA256_HASHES -> counted(0, amount, 0, 0, 0, 0);
      case MEMORY_ACCESSES -> counted(0, 0, amount, 0, 0, 0);
      case ARITHMETICS -> counted(0, 0, 0, amount, 0, 0);
      case BINARIES -> counted(0, 0, 0, 0, amount, 0);
      case STEPS -> counted(0, 0, 0, 0, 0, amount);
    };
  }

  private static Resources counted(
      final long keccak,
      final long sha256,
      final long memory,
      final long arithmetics,
      final long binaries,
      final long steps) {
    return Resources.of(
        0, new ExecutionCounters(keccak, sha256, memory, arithmetics, binaries, steps));
  }
}
