/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capabilities;

class PeerPlacesTest {
  private static ZksConfig config(final int connections) {
    return new ZksConfig(
        Capabilities.DEFAULT_OFFER, 64, Duration.ofMinutes(5), connections, List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 25, 50, 100, 1_000})
  void strangersNeverHaveAllOfBesusPeers(final int maxPeers) {
    final PeerPlaces places = new PeerPlaces(maxPeers);
    final ZksConfig limited = places.limit(config(10_000));

    assertThat(limited.maxConnections()).isPositive();
    assertThat(limited.maxConnections() + places.withoutZks())
        .as("one is left for a newcomer until it is judged")
        .isLessThan(maxPeers);
  }

  @Test
  void besusDefaultsLeaveEighteenPlaces() {
    final ZksConfig limited = new PeerPlaces(25).limit(config(50));

    assertThat(limited.maxConnections()).isEqualTo(18);
    assertThat(new PeerPlaces(25).withoutZks()).isEqualTo(3);
  }

  @Test
  void whatFitsIsLeftAlone() {
    final ZksConfig small = config(50);

    assertThat(new PeerPlaces(67).limit(small)).isEqualTo(small);
  }
}
