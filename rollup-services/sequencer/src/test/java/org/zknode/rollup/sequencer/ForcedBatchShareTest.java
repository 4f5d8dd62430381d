/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.sequencer.ForcedBatchShare.Backlog;

/** Blocks of one second; a batch lasts four seconds when a forced one waits, see the fixture. */
class ForcedBatchShareTest {
  private static ForcedBatchShare share(final long timeout) {
    return new ForcedBatchShare(
        SequencerFixture.config(120_000, 300, Duration.ofSeconds(12)), () -> timeout);
  }

  @ParameterizedTest
  @CsvSource({
    // length, age, users' seconds, hurried
    "1, 0, 4, false",
    "100, 0, 4, false",
    "101, 0, 3, true",
    "125, 0, 3, true",
    "250, 0, 1, true",
    "375, 0, 1, true",
    "376, 0, 0, true",
    "1, 499, 1, true",
    "1, 500, 1, true",
    "125, 500, 1, true",
    "126, 500, 0, true",
    "1, 749, 0, true",
    "1, 2000, 0, true",
  })
  void usersHaveWhatTheTimeoutLeaves(
      final long length, final long age, final long users, final boolean hurried) {
    final Backlog backlog = new Backlog(length, age);
    assertThat(share(1_000).usersSeconds(backlog)).isEqualTo(users);
    assertThat(share(1_000).isHurried(backlog)).isEqualTo(hurried);
    assertThat(share(1_000).expectedSeconds(backlog)).isEqualTo(length * (1 + users));
  }

  @Test
  void anUnknownTimeoutHurriesNobody() {
    final Backlog backlog = new Backlog(1_000, -5);
    assertThat(share(Long.MAX_VALUE).isLate(backlog)).isFalse();
    assertThat(share(Long.MAX_VALUE).isHurried(backlog)).isFalse();
  }

  /**
   * Forced all at once: what can be in the chain by then is there by three quarters of the time.
   */
  @ParameterizedTest
  @CsvSource({"60, 300", "100, 500", "250, 500", "400, 750", "700, 750", "750, 750"})
  void theQueueIsWorkedOffInTime(final int length, final long within) {
    final ForcedBatchShare share = share(1_000);
    long age = 0;
    for (int left = length; left > 0; left--) {
      age += 1 + share.usersSeconds(new Backlog(left, age));
    }
    assertThat(age).isLessThanOrEqualTo(within);
  }
}
