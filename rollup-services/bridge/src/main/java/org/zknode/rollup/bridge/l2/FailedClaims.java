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

  private record Failure(int times, long until) {}

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
    final Failure last = failures.remove(deposit);
    final int times = last == null ? 1 : last.times() + 1;
    put(deposit, times, BACK_OFF.after(times));
  }

  /** The chain has its claim, which the index has not. */
  void isClaimed(final ClaimableDeposit deposit) {
    failures.remove(deposit);
    put(deposit, 0, INDEXING);
  }

  private void put(final ClaimableDeposit deposit, final int times, final Duration time) {
    failures.put(deposit, new Failure(times, clock.millis() + time.toMillis()));
  }

  void succeeded(final ClaimableDeposit deposit) {
    failures.remove(deposit);
  }

  boolean isLeftAlone(final ClaimableDeposit deposit) {
    final Failure failure = failures.get(deposit);
    return failure != null && clock.millis() < failure.until();
  }

  int size() {
    return failures.size();
  }
}
