/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;

/** Something done to the node all the time while a bystander is measured. */
final class Load {
  /** What is done on one connection; returns when it is over or {@code stop} is set. */
  interface Turn {
    void run(ProbeConnection connection, AtomicBoolean stop) throws InterruptedException;
  }

  /** What a turn gets to end by itself; a node that reads nothing would hold it for ever. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Pause after a connection that failed, and between two looks. */
  private static final long RETRY_MILLIS = 20;

  /** What was measured says nothing then. */
  private static final String ONE_ADDRESS =
      "the node refused our address, as it may, and sees the peer that watches at the same one:"
          + " nobody could watch (run the probe on the node's own machine); ";

  private final Lab lab;
  private final Turn turn;
  private final Lab.Way attacker;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<ProbeConnection> current = new AtomicReference<>();

  // Of one processor, taken by the loading thread during the measurement.
  private volatile double share;
  private final AtomicLong refused = new AtomicLong();

  private Load(final Lab lab, final Turn turn) {
    this.lab = lab;
    this.turn = turn;
    this.attacker = lab.attacker();
  }

  /**
   * Measures a bystander beside an honest peer, alone, with the load, and beside a thread that only
   * burns the processor time that the load took; then looks whether the node still serves.
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
      // First, since a node gets faster for a while after its start: it is compared with the least.
      final Bystander.Rate honest;
      try (Bystander other = bystander.twin()) {
        honest = bystander.measure(lab.settings().load());
      }
      final Bystander.Rate before = bystander.measure(lab.settings().load());
      final long refusals = bystander.refusals();
      final Load load = new Load(lab, turn);
      final Bystander.Rate during = load.measure(bystander, enough);
      final Bystander.Rate control;
      try (FairShare same = FairShare.burn(load.share)) {
        control = bystander.measure(lab.settings().load());
      }
      final String seen =
          "%s; %s, %d refused".formatted(bystander.failures(), report.get(), load.refused.get());
      measured =
          !lab.isBystanderElsewhere() && bystander.refusals() > refusals
              ? Outcome.skip(ONE_ADDRESS + seen)
              : Bystander.judge(
                      lab, new Bystander.Rates(before, during, control, load.share, honest), seen)
                  .with("refusedConnections", load.refused.get());
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

  private Bystander.Rate measure(final Bystander bystander, final BooleanSupplier enough)
      throws InterruptedException {
    // A platform thread: it must not take the processor from the bystander beside it.
    final Thread loader = Thread.ofPlatform().daemon().name("probe-load").start(this::repeat);
    try {
      final long start = System.nanoTime();
      final long cpu = FairShare.cpuNanos(loader);
      final Bystander.Rate rate = bystander.measure(lab.settings().load());
      share =
          Math.min(1, (double) (FairShare.cpuNanos(loader) - cpu) / (System.nanoTime() - start));
      final long deadline = System.nanoTime() + lab.settings().timeout().toNanos();
      while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
        Thread.sleep(RETRY_MILLIS);
      }
      return rate;
    } finally {
      stop.set(true);
      while (!loader.join(GRACE)) {
        Optional.ofNullable(current.get()).ifPresent(ProbeConnection::abort);
        loader.interrupt();
      }
    }
  }

  private void repeat() {
    try {
      while (!stop.get()) {
        try (ProbeConnection connection = attacker.open()) {
          current.set(connection);
          if (!stop.get()) {
            turn.run(connection, stop);
          }
        } catch (final ConnectFailure e) {
          // The node may refuse who floods it; the load goes on as soon as it does not.
          refused.incrementAndGet();
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (final InterruptedException e) {
      stop.set(true);
    }
  }
}
