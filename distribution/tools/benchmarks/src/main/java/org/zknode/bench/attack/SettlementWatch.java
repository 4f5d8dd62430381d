/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.LauncherException;

/** How fast L1 verifies batches. */
final class SettlementWatch implements Runnable {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final LongSupplier verifiedOnL1;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicLong verified = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

  /**
   * @param verifiedOnL1 number of the last verified batch; throws LauncherException when L1 does
   *     not answer
   */
  SettlementWatch(final LongSupplier verifiedOnL1) {
    this.verifiedOnL1 = verifiedOnL1;
  }

  void stop() {
    running.set(false);
  }

  /** Batches that were verified since the start. */
  long verified() {
    return verified.get();
  }

  /** The longest time in which none was, until now. */
  Duration longestWithout() {
    return Duration.ofNanos(Math.max(longestNanos.get(), System.nanoTime() - lastNanos.get()));
  }

  @Override
  public void run() {
    Optional<Long> before = lastVerified();
    while (running.get()) {
      Pause.of(PERIOD);
      final Optional<Long> now = lastVerified();
      if (before.isPresent() && now.isPresent() && now.get() > before.get()) {
        verified.addAndGet(now.get() - before.get());
        final long nanos = System.nanoTime();
        longestNanos.accumulateAndGet(nanos - lastNanos.getAndSet(nanos), Math::max);
      }
      before = now.isPresent() ? now : before;
    }
  }

  private Optional<Long> lastVerified() {
    try {
      return Optional.of(verifiedOnL1.getAsLong());
    } catch (final LauncherException silent) {
      // Looked at again in a moment; meanwhile nothing counts as verified.
      return Optional.empty();
    }
  }
}
