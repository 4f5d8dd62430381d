/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkWatchTest {
  private static final long BLOCK_GAS = 30_000_000;

  private final AtomicLong nanos = new AtomicLong(7);
  private final WorkWatch watch =
      new WorkWatch(WorkLimits.of(Duration.ofSeconds(1), BLOCK_GAS, nanos::get));

  private void pass(final long millis) {
    nanos.addAndGet(1_000_000 * millis);
  }

  @Test
  void theMoreComesToNothingTheLessAFurtherOneMayRisk() {
    assertThat(watch.refuses(BLOCK_GAS)).isEmpty();
    watch.begin();
    pass(125);
    watch.discarded();
    assertThat(watch.refuses(1_000_001)).isPresent();
    assertThat(watch.refuses(1_000_000)).isEmpty();
    watch.begin();
    pass(125);
    watch.discarded();
    assertThat(watch.refuses(50_001)).isPresent();
    assertThat(watch.refuses(21_000)).isEmpty();
    pass(500);
    assertThat(watch.refuses(21_000)).contains("the block's time is over");
  }

  @Test
  void onlyOneThatHadAllItsTimeIsToBlame() {
    watch.begin();
    pass(249);
    assertThat(watch.mustStop()).isFalse();
    pass(1);
    assertThat(watch.mustStop()).isTrue();
    assertThat(watch.stopped()).isEqualTo(SkipKind.OUT_OF_TIME);
    pass(400);
    watch.begin();
    pass(100);
    assertThat(watch.mustStop()).as("the block's time").isTrue();
    assertThat(watch.stopped()).isEqualTo(SkipKind.NOT_TRIED);
  }

  @Test
  void timeBetweenPartsDoesNotCountAndAPartHasATimeOfItsOwn() {
    watch.resume(Duration.ofMillis(100));
    pass(99);
    assertThat(watch.refuses(21_000)).isEmpty();
    pass(1);
    assertThat(watch.refuses(21_000)).contains("the time of this part of the block is over");
    watch.begin();
    pass(100);
    assertThat(watch.mustStop()).as("who has begun goes on").isFalse();
    watch.pause();
    pass(10_000);
    watch.resume(Duration.ofSeconds(1));
    pass(549);
    assertThat(watch.refuses(21_000)).isEmpty();
    pass(1);
    assertThat(watch.refuses(21_000)).contains("the block's time is over");
  }

  /** What is paid for is not counted. */
  @Test
  void whatIsIncludedCostsNoBudget() {
    watch.begin();
    pass(240);
    watch.begin();
    pass(240);
    assertThat(watch.refuses(BLOCK_GAS)).isEmpty();
  }
}
