/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.CountingMetrics;

class ReplayLagSecondsTest {
  private final CountingMetrics metrics = new CountingMetrics();
  private final ReplayLagSeconds lag = new ReplayLagSeconds(metrics);

  private static Bytes peer(final int number) {
    return Bytes.concatenate(Bytes.ofUnsignedInt(number), Bytes.wrap(new byte[60]));
  }

  /** Whoever comes under ever new ids makes no more series. */
  @Test
  void onlySoManyPeersHaveASeriesOfTheirOwn() {
    for (int i = 0; i < ReplayLagSeconds.MAX_PEERS + 3; i++) {
      lag.of(peer(i)).observe(i);
    }
    lag.of(peer(1)).observe(7);
    assertThat(metrics.observed("zks_replay_lag_seconds", ReplaySource.shown(peer(1))))
        .containsExactly(1.0, 7.0);
    assertThat(metrics.observed("zks_replay_lag_seconds", "others"))
        .containsExactly(64.0, 65.0, 66.0);
  }

  @Test
  void aBlockWhoseTimeIsAheadIsNotBehind() {
    assertThat(ReplayLagSeconds.between(10, 12_500)).isEqualTo(2.5);
    assertThat(ReplayLagSeconds.between(10, 9_000)).isZero();
  }
}
