/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.status.NodeStatus;

/**
 * Says when the sequencer makes no blocks although it should, whatever keeps it: a step that does
 * not end, steps that fail, L1 that has to be followed first, a wrong clock. It looks from outside,
 * on a thread of its own, and asks neither engine nor databases, which may be what hangs.
 */
public final class SequencerWatchdog {
  /** Key of {@link NodeStatus#degraded}: no block although one is due. */
  public static final String DEGRADED_KEY = "sequencer-stalled";

  /** Time without progress after which it is said; far more than a step takes. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BooleanSupplier step;
  private final Supplier<Optional<String>> mayNotBuild;
  private final Duration emptyBlockInterval;
  private final LongSupplier monotonicMillis;
  private final NodeStatus status;

  // Guarded by this: the step runs on another thread than check.
  private long progressMillis;
  private long blockMillis;
  private Optional<Long> runningSinceMillis = Optional.empty();
  private Optional<String> lastCause = Optional.empty();

  /**
   * @param step the sequencer's; true when it built a block
   * @param mayNotBuild why no block may be built now, if so: then a step does nothing
   * @param emptyBlockInterval a block is built this long after the last one whatever the pool has
   * @param monotonicMillis a clock that never jumps, with any origin
   */
  public SequencerWatchdog(
      final BooleanSupplier step,
      final Supplier<Optional<String>> mayNotBuild,
      final Duration emptyBlockInterval,
      final LongSupplier monotonicMillis,
      final NodeStatus status) {
    this.step = step;
    this.mayNotBuild = mayNotBuild;
    this.emptyBlockInterval = emptyBlockInterval;
    this.monotonicMillis = monotonicMillis;
    this.status = status;
    this.progressMillis = monotonicMillis.getAsLong();
    this.blockMillis = progressMillis;
  }

  /** Runs the sequencer's step and remembers how it went. */
  public boolean step() {
    begin();
    boolean built = false;
    Optional<String> cause = Optional.of("the last step was given up");
    try {
      built = step.getAsBoolean();
      cause = built ? Optional.empty() : mayNotBuild.get();
    } catch (final RuntimeException e) {
      cause = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    } catch (final Error e) {
      cause = Optional.of(e.toString());
      throw e;
    } finally {
      end(built, cause);
    }
    return built;
  }

  private synchronized void begin() {
    runningSinceMillis = Optional.of(monotonicMillis.getAsLong());
  }

  private synchronized void end(final boolean built, final Optional<String> cause) {
    final long now = monotonicMillis.getAsLong();
    runningSinceMillis = Optional.empty();
    lastCause = cause;
    if (built) {
      blockMillis = now;
    }
    if (cause.isEmpty()) {
      progressMillis = now;
    }
  }

  /** Looks; every second or two. */
  public void check() {
    stalled()
        .ifPresentOrElse(
            text -> status.degraded(DEGRADED_KEY, text), () -> status.recovered(DEGRADED_KEY));
  }

  private synchronized Optional<String> stalled() {
    final long now = monotonicMillis.getAsLong();
    final long idle = now - progressMillis;
    if (idle >= PATIENCE.toMillis()) {
      final String running =
          runningSinceMillis
              .map(
                  since ->
                      "; the step at work has been running for %d s"
                          .formatted((now - since) / 1000))
              .orElse("");
      return Optional.of(
          "no block could be built for %d s%s%s"
              .formatted(idle / 1000, lastCause.map(cause -> ": " + cause).orElse(""), running));
    }
    final long withoutBlock = now - blockMillis;
    return withoutBlock >= emptyBlockInterval.plus(PATIENCE).toMillis()
        ? Optional.of(
            "no block for %d s, although an empty one is due after %d s: the chain's timestamps may be far ahead of the clock"
                .formatted(withoutBlock / 1000, emptyBlockInterval.toSeconds()))
        : Optional.empty();
  }
}
