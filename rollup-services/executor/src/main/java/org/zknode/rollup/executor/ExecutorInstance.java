/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.zknode.rollup.service.BackOff;

/** One executor and how it has done: after a failure it is left alone, and looked at again. */
final class ExecutorInstance {
  private static final BackOff PAUSES =
      BackOff.doubling(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** What it says cannot be relied on. */
  private static final BackOff QUARANTINE =
      BackOff.doubling(Duration.ofMinutes(1), Duration.ofMinutes(16));

  private final ExecutorClient client;
  private final LongSupplier nanoTime;
  private int failures;
  private int lies;
  private long pauseBegan;
  private Duration pause = Duration.ZERO;
  private String lastFailure = "";

  ExecutorInstance(final ExecutorClient client, final LongSupplier nanoTime) {
    this.client = client;
    this.nanoTime = nanoTime;
  }

  String name() {
    return client.name();
  }

  ExecutorClient client() {
    return client;
  }

  /** Whether its last call failed or it was never asked: its health is asked for first. */
  synchronized boolean isDoubtful() {
    return failures > 0;
  }

  /** Why it is not asked now, if so. */
  synchronized Optional<String> isLeftAlone() {
    return nanoTime.getAsLong() - pauseBegan < pause.toNanos()
        ? Optional.of(lastFailure)
        : Optional.empty();
  }

  synchronized void answered() {
    failures = 0;
    pause = Duration.ZERO;
  }

  synchronized void failed(final String why) {
    failures++;
    rest(PAUSES.withJitter(failures, RandomGenerator.getDefault()), why);
  }

  synchronized void foundWrong(final String evidence) {
    lies++;
    failures++;
    rest(
        QUARANTINE.after(lies),
        "%s was wrong and is not asked for a while: %s".formatted(name(), evidence));
  }

  private void rest(final Duration longest, final String why) {
    pauseBegan = nanoTime.getAsLong();
    pause = longest;
    lastFailure = why;
  }
}
