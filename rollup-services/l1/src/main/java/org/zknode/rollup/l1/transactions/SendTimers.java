/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.service.BackOff;

/**
 * When each transaction was taken by an endpoint, and when one that was not is offered again. What
 * is lost with the process only costs a repeated send or a later replacement. For one thread.
 */
final class SendTimers {
  /**
   * After refusals. Its cap: an operator who has filled the account sees it go on within a minute,
   * and an endpoint hears the same transaction once a minute at the most.
   */
  static final BackOff PAUSES = BackOff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(60));

  private record Refused(int times, Optional<SendRefusal> refusal, long notBeforeMillis) {}

  private final Map<TransactionKey, Long> takenAtMillis = new HashMap<>();
  private final Map<TransactionKey, Refused> refused = new HashMap<>();

  void taken(final TransactionKey key, final long nowMillis) {
    takenAtMillis.put(key, nowMillis);
    refused.remove(key);
  }

  /** The very same transaction was sent again: it waits since the first time. */
  void repeated(final TransactionKey key, final long firstMillis) {
    takenAtMillis.computeIfPresent(key, (any, later) -> Long.min(firstMillis, later));
  }

  /** Empty when this process does not know of any endpoint that has it. */
  Optional<Long> takenAt(final TransactionKey key) {
    return Optional.ofNullable(takenAtMillis.get(key));
  }

  /**
   * @param refusal empty when no endpoint answered
   * @return the pause until it is offered again
   */
  Duration refused(
      final TransactionKey key, final Optional<SendRefusal> refusal, final long nowMillis) {
    final int times = timesRefused(key) + 1;
    final Duration pause = PAUSES.after(times);
    refused.put(key, new Refused(times, refusal, nowMillis + pause.toMillis()));
    return pause;
  }

  /** Whether it was refused, or not answered, since an endpoint last took it. */
  boolean isRefused(final TransactionKey key) {
    return refused.containsKey(key);
  }

  boolean isPausing(final TransactionKey key, final long nowMillis) {
    final Refused last = refused.get(key);
    return last != null && nowMillis < last.notBeforeMillis();
  }

  /** Why it was refused last; empty when it was not, or when no endpoint answered. */
  Optional<SendRefusal> refusal(final TransactionKey key) {
    return Optional.ofNullable(refused.get(key)).flatMap(Refused::refusal);
  }

  /** It is sent anew as if this process knew nothing of it. */
  void forget(final TransactionKey key) {
    takenAtMillis.remove(key);
    refused.remove(key);
  }

  /** How often it was refused, or not answered, since an endpoint last took it. */
  int timesRefused(final TransactionKey key) {
    return Optional.ofNullable(refused.get(key)).map(Refused::times).orElse(0);
  }
}
