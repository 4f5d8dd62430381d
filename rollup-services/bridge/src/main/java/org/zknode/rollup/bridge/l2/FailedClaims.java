/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.service.BackOff;

/** Deposits whose claim fails, each left alone for longer each time. */
final class FailedClaims {
  /** The one that failed the longest ago is forgotten first; then it costs another estimate. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final BackOff BACK_OFF =
      BackOff.doubling(Duration.ofMinutes(1), Duration.ofDays(1));

  /** Until the index has a claim that somebody made, or an unwind has taken it back. */
  private static final Duration INDEXING = Duration.ofSeconds(5);

  /**
   * @param times in a row
   * @param givenUp times that it was in no block
   * @param until milliseconds since the epoch
   */
  private record Failure(int times, int givenUp, long until) {
    private static final Failure NONE = new Failure(0, 0, 0);
  }

  private final Clock clock;
  private final Map<ClaimableDeposit, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<ClaimableDeposit, Failure> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  FailedClaims(final Clock clock) {
    this.clock = clock;
  }

  void failed(final ClaimableDeposit deposit) {
    failed(deposit, last(deposit).givenUp());
  }

  /**
   * It was signed and is in no block, which it kept waiting for.
   *
   * @return how often
   */
  int givenUp(final ClaimableDeposit deposit) {
    final int givenUp = last(deposit).givenUp() + 1;
    failed(deposit, givenUp);
    return givenUp;
  }

  private Failure last(final ClaimableDeposit deposit) {
    return failures.getOrDefault(deposit, Failure.NONE);
  }

  private void failed(final ClaimableDeposit deposit, final int givenUp) {
    final int times = last(deposit).times() + 1;
    put(deposit, times, givenUp, BACK_OFF.after(times));
  }

  /** The chain has its claim, which the index has not. */
  void isClaimed(final ClaimableDeposit deposit) {
    put(deposit, 0, last(deposit).givenUp(), INDEXING);
  }

  private void put(
      final ClaimableDeposit deposit, final int times, final int givenUp, final Duration time) {
    // So that it is the newest one.
    failures.remove(deposit);
    failures.put(deposit, new Failure(times, givenUp, clock.millis() + time.toMillis()));
  }

  void succeeded(final ClaimableDeposit deposit) {
    failures.remove(deposit);
  }

  boolean isLeftAlone(final ClaimableDeposit deposit) {
    return clock.millis() < last(deposit).until();
  }

  int size() {
    return failures.size();
  }
}
