/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateSearchTest {
  private static List<Double> run(final RateSearch search, final double truth) {
    final List<Double> tried = new ArrayList<>();
    for (OptionalDouble next = search.next(); next.isPresent(); next = search.next()) {
      tried.add(next.getAsDouble());
      search.tried(next.getAsDouble(), next.getAsDouble() <= truth);
    }
    return tried;
  }

  @ParameterizedTest
  @CsvSource({"50,430", "50,51", "50,99.9", "50,3", "50,1.6", "400,400", "7,9999"})
  void findsItToWithinATenthInFewTries(final double first, final double truth) {
    final RateSearch search = new RateSearch(first, 10_000);
    final List<Double> tried = run(search, truth);
    assertThat(search.best().orElseThrow()).isBetween(truth / RateSearch.NEAR, truth);
    assertThat(tried).hasSizeLessThan(20).doesNotHaveDuplicates();
    assertThat(tried.getFirst()).isCloseTo(first, within(1e-9));
  }

  @Test
  void doublesBeforeItGoesBetween() {
    assertThat(run(new RateSearch(50, 10_000), 210).subList(0, 4))
        .containsExactly(50.0, 100.0, 200.0, 400.0);
  }

  @Test
  void stopsAtTheHighest() {
    final RateSearch search = new RateSearch(60, 100);
    assertThat(run(search, 1_000)).containsExactly(60.0, 100.0);
    assertThat(search.best()).hasValue(100);
  }

  @Test
  void stopsWhenNotEvenTheLowestHolds() {
    final RateSearch search = new RateSearch(5, 100);
    assertThat(run(search, 0)).containsExactly(5.0, 2.5, 1.25);
    assertThat(search.best()).isEmpty();
  }
}
