/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.bridge.Deposit;
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

  /** After a reorg of L1 another deposit may have the number. */
  private record Made(long depositCount, Bytes32 l1Block) {
    private static Made of(final Deposit deposit) {
      return new Made(deposit.depositCount(), deposit.place().blockHash());
    }
  }

  private final Clock clock;
  private final Map<Made, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Made, Failure> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  FailedClaims(final Clock clock) {
    this.clock = clock;
  }

  void failed(final Deposit deposit) {
    final Failure last = failures.remove(Made.of(deposit));
    final int times = last == null ? 1 : last.times() + 1;
    put(deposit, times, BACK_OFF.after(times));
  }

  /** The chain has its claim, which the index has not. */
  void isClaimed(final Deposit deposit) {
    failures.remove(Made.of(deposit));
    put(deposit, 0, INDEXING);
  }

  private void put(final Deposit deposit, final int times, final Duration time) {
    failures.put(Made.of(deposit), new Failure(times, clock.millis() + time.toMillis()));
  }

  void succeeded(final Deposit deposit) {
    failures.remove(Made.of(deposit));
  }

  boolean isLeftAlone(final Deposit deposit) {
    final Failure failure = failures.get(Made.of(deposit));
    return failure != null && clock.millis() < failure.until();
  }

  int size() {
    return failures.size();
  }
}
