/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void atLeastSoManyOfAHundredTookAtMostThat() {
    final List<Long> nanos =
        LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).boxed().toList();
    assertThat(Percentiles.of(nanos)).isEqualTo(new Percentiles(200, 100, 180, 198));
  }

  @Test
  void ofFewTheLargestIsAmongThem() {
    assertThat(Percentiles.of(List.of(3_500_000L, 500_000L)))
        .isEqualTo(new Percentiles(2, 0.5, 3.5, 3.5));
  }

  @Test
  void ofNoneTheyAreZero() {
    assertThat(Percentiles.of(List.of())).isEqualTo(new Percentiles(0, 0, 0, 0));
  }
}
