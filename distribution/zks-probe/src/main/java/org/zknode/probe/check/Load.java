/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.zknode.probe.session.ConnectFailure;

/** Something done to the node all the time while a bystander is measured. */
final class Load {
  /** One turn; returns when it is over or {@code stop} is set. */
  interface Turn {
    void run(AtomicBoolean stop) throws ConnectFailure, InterruptedException;
  }

  /** Pause after a connection that failed, and between two looks. */
  private static final long RETRY_MILLIS = 20;

  private Load() {}

  /**
   * Measures a bystander without and with the load, then looks whether the node still serves.
   *
   * @param enough false as long as the load has not done all that it shall do; it goes on after the
   *     measurement until then, at the longest for the timeout
   * @param failure what the load saw go wrong, asked at the end
   * @param report what to say of the load, asked at the end
   */
  static Outcome run(
      final Lab lab,
      final Turn turn,
      final BooleanSupplier enough,
      final Supplier<Optional<String>> failure,
      final Supplier<String> report)
      throws ConnectFailure, InterruptedException {
    if (!lab.hasBystander()) {
      return Outcome.skip(Bystander.NO_KEY);
    }
    final Outcome measured;
    try (Bystander bystander = Bystander.start(lab)) {
      final Bystander.Rate before = bystander.measure(lab.settings().load());
      final AtomicBoolean stop = new AtomicBoolean();
      final Thread loader =
          Thread.ofPlatform().daemon().name("probe-load").start(() -> repeat(turn, stop));
      final Bystander.Rate during;
      try {
        during = bystander.measure(lab.settings().load());
        await(enough, lab.settings().timeout());
      } finally {
        stop.set(true);
        loader.interrupt();
        loader.join();
      }
      measured = Bystander.judge(lab, before, during, bystander.failures() + "; " + report.get());
    } catch (final Violation e) {
      return Outcome.fail(e.getMessage());
    }
    final Optional<String> trouble = failure.get().isPresent() ? failure.get() : lab.trouble();
    return trouble
        .map(
            what ->
                new Outcome(
                    Outcome.Verdict.FAIL, measured.seen() + "; " + what, measured.figures()))
        .orElse(measured);
  }

  private static void await(final BooleanSupplier enough, final Duration timeout)
      throws InterruptedException {
    final long deadline = System.nanoTime() + timeout.toNanos();
    while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private static void repeat(final Turn turn, final AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        try {
          turn.run(stop);
        } catch (final ConnectFailure refused) {
          // The node may refuse who floods it; the load goes on as soon as it does not.
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (final InterruptedException e) {
      stop.set(true);
    }
  }
}
