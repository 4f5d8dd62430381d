/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.HeadPace.Verdict;

class HeadPaceTest {
  private static final Duration MOST = Duration.ofSeconds(30);

  private final HeadPace pace = new HeadPace();
  private long now = 1_000_000;
  private long head = now - 3_600;

  /** So many seconds pass, in each of which L1's newest block is so many seconds younger. */
  private Verdict run(final int seconds, final int advance) {
    Verdict verdict = Verdict.UNKNOWN;
    for (int i = 0; i < seconds; i++) {
      now++;
      head += advance;
      verdict = pace.look(now * 1000, head, MOST);
    }
    return verdict;
  }

  @Test
  void whatComesNearerIsCatchingUpUntilItIsThere() {
    assertThat(run(9, 10)).isEqualTo(Verdict.UNKNOWN);
    assertThat(run(5, 10)).isEqualTo(Verdict.CATCHING_UP);
    assertThat(run(100, 10)).isEqualTo(Verdict.CATCHING_UP);
    head = now - 30;
    assertThat(run(1, 1)).isEqualTo(Verdict.RECENT);
  }

  @Test
  void leapsWithPausesBetweenThemAreCatchingUpToo() {
    run(12, 0);
    head += 500;
    assertThat(run(1, 0)).isEqualTo(Verdict.CATCHING_UP);
    assertThat(run(30, 0)).isEqualTo(Verdict.CATCHING_UP);
    head += 500;
    assertThat(run(30, 0)).isEqualTo(Verdict.CATCHING_UP);
    assertThat(run(60, 0)).isEqualTo(Verdict.STANDS);
  }

  @Test
  void whatKeepsItsDistanceLivesInThePast() {
    assertThat(run(12, 1)).isEqualTo(Verdict.IN_THE_PAST);
    assertThat(run(300, 1)).isEqualTo(Verdict.IN_THE_PAST);
  }

  @Test
  void whatBringsNoBlockStandsAfterAWhile() {
    assertThat(run(44, 0)).isEqualTo(Verdict.UNKNOWN);
    assertThat(run(2, 0)).isEqualTo(Verdict.STANDS);
  }

  @Test
  void aRecentBlockIsRecentWhateverItsPace() {
    head = now;
    assertThat(run(20, 0)).isEqualTo(Verdict.RECENT);
    assertThat(run(20, 1)).isEqualTo(Verdict.RECENT);
  }

  @Test
  void aClockThatJumpsBackBeginsAnew() {
    run(20, 10);
    now -= 1_000;
    head = now - 3_600;
    assertThat(run(1, 0)).isEqualTo(Verdict.UNKNOWN);
  }
}
