/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.zknode.bench.Percentiles;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

class SentTimesTest {
  private static final int WARM_UP = 2;
  private final List<SignedTransaction> transactions =
      IntStream.range(0, 5)
          .mapToObj(
              i ->
                  Transfers.sign(
                      1, Transfers.accounts(1, 1).getFirst(), i, Address.ZERO, BigInteger.ONE))
          .toList();
  private final SentTimes times = new SentTimes(transactions, WARM_UP);

  private static long millis(final long millis) {
    // As of a clock that may well be negative.
    return TimeUnit.MILLISECONDS.toNanos(millis) - 7_000_000_000L;
  }

  private void included(final int number, final long millis) {
    times.included(transactions.get(number).hash(), millis(millis));
  }

  @Test
  void timesCountFromWhenOneWasDueAndTheFirstOnesAreNotMeasured() {
    for (int i = 0; i < 5; i++) {
      times.due(i, millis(10 * i));
      times.accepted(i, millis(10 * i + 3));
      included(i, 10 * i + (i < WARM_UP ? 9_000 : 100 * i));
    }
    assertThat(times.isDone()).isTrue();
    assertThat(times.acceptance(millis(60_000))).isEqualTo(new Percentiles(3, 3, 3, 3));
    assertThat(times.inclusion(millis(60_000))).isEqualTo(new Percentiles(3, 300, 400, 400));
    assertThat(times.refused()).isZero();
    assertThat(times.notIncluded()).isZero();
  }

  /** Whoever missed the slice, or has a node without slices, knows it by the block. */
  @Test
  void aTransactionIsPreconfirmedByItsSliceOrByItsBlock() {
    for (int i = 0; i < 5; i++) {
      times.due(i, millis(0));
      times.accepted(i, millis(1));
    }
    times.preconfirmed(transactions.get(2).hash(), millis(20));
    times.preconfirmed(transactions.get(3).hash(), millis(30));
    included(2, 700);
    included(4, 700);
    assertThat(times.preconfirmation(millis(1_000)))
        .as("20, 30 and 700 ms")
        .isEqualTo(new Percentiles(3, 30, 700, 700));
    assertThat(times.inclusion(millis(1_000))).isEqualTo(new Percentiles(3, 700, 1_000, 1_000));
  }

  /** So that a node which takes or includes little does not look fast. */
  @Test
  void whatIsStillMissingCountsWithItsAge() {
    for (int i = 0; i < 5; i++) {
      times.due(i, millis(0));
    }
    times.accepted(2, millis(1));
    times.accepted(3, millis(1));
    included(2, 5);
    included(2, 50);
    assertThat(times.isDone()).isFalse();
    assertThat(times.refused()).isEqualTo(1);
    assertThat(times.notIncluded()).isEqualTo(2);
    assertThat(times.acceptance(millis(1_000))).isEqualTo(new Percentiles(3, 1, 1_000, 1_000));
    assertThat(times.inclusion(millis(1_000))).isEqualTo(new Percentiles(3, 1_000, 1_000, 1_000));
  }

  @Test
  void aRateHoldsWhenAllIsThereInTime() {
    final Percentiles fast = new Percentiles(100, 5, 6, 7);
    final Percentiles slow = new Percentiles(100, 500, 900, 2_001);
    assertThat(new RateFigures("main", 9, 0, 0, fast, fast, fast).holds(7)).isTrue();
    assertThat(new RateFigures("main", 9, 0, 0, fast, fast, slow).holds(2_000)).isFalse();
    assertThat(new RateFigures("main", 9, 1, 0, fast, fast, fast).holds(2_000)).isFalse();
    assertThat(new RateFigures("main", 9, 0, 1, fast, fast, fast).holds(2_000)).isFalse();
  }
}
