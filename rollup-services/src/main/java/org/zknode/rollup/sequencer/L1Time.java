/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.NodeStatus;

/**
 * L1's time as far as this node knows it: the newest timestamp of an L1 block, carried on by what
 * passed since, which no jump of the wall clock touches. It bounds the timestamps of blocks,
 * because L1 refuses a sequence whose blocks are later than its own.
 *
 * <p>A block counts fully when this process saw L1 advance to it, so that it was new. The block
 * that is there at the start may be old (an L1 that makes blocks on demand): it bounds until L1 was
 * seen idle for {@link #IDLE_AFTER}, in which any other L1 brings the next one. When L1 cannot be
 * reached its time goes on; the chain does not stop. For several threads.
 */
public final class L1Time {
  /**
   * Seconds that a block may be ahead of L1's time: within the contract's tolerance (36) less the
   * sender's margin, and more than L1's newest timestamp is old when it is seen.
   */
  public static final long MAX_LEAD_SECONDS = 24;

  /** Key of {@link NodeStatus#degraded}: the wall clock and L1's time differ. */
  public static final String DEGRADED_KEY = "clock-differs-from-l1";

  /** L1 that is looked at for so long without a new block makes blocks on demand. */
  static final Duration IDLE_AFTER = Duration.ofSeconds(45);

  /**
   * L1 is looked at less often while it fails: then a first block that came meanwhile may be old.
   */
  static final Duration LONGEST_GAP = Duration.ofSeconds(15);

  private static final long MILLIS = 1000;

  /**
   * @param seconds L1's time when it was seen
   * @param seenMillis on the monotonic clock
   */
  private record Known(long number, long seconds, long seenMillis) {
    long at(final long nowMillis) {
      return seconds + (nowMillis - seenMillis) / MILLIS;
    }
  }

  private final Supplier<L1BlockRef> head;
  private final LongSupplier monotonicMillis;
  private final Clock clock;
  private final NodeStatus status;
  private Optional<Known> first = Optional.empty();
  private Optional<Known> last = Optional.empty();
  private Optional<Known> fresh = Optional.empty();
  private long idleMillis;

  /**
   * @param head L1's newest block
   * @param monotonicMillis a clock that never jumps, with any origin
   * @param clock the wall clock, which may be wrong
   */
  public L1Time(
      final Supplier<L1BlockRef> head,
      final LongSupplier monotonicMillis,
      final Clock clock,
      final NodeStatus status) {
    this.head = head;
    this.monotonicMillis = monotonicMillis;
    this.clock = clock;
    this.status = status;
  }

  /**
   * Looks at L1's newest block.
   *
   * @throws org.zknode.rollup.service.TemporaryException L1 cannot be reached
   */
  public void step() {
    final L1BlockRef block = head.get();
    learn(block.number(), block.timestamp());
    tell();
  }

  private synchronized void tell() {
    final long now = monotonicMillis.getAsLong();
    final long ahead = fresh.map(known -> clock.millis() / MILLIS - known.at(now)).orElse(0L);
    if (Math.abs(ahead) <= MAX_LEAD_SECONDS) {
      status.recovered(DEGRADED_KEY);
    } else if (ahead > 0) {
      status.degraded(
          DEGRADED_KEY,
          "this node's clock is %d s ahead of L1's time: blocks are dated %d s after L1's time at the most"
              .formatted(ahead, MAX_LEAD_SECONDS));
    } else {
      status.degraded(
          DEGRADED_KEY,
          "this node's clock is %d s behind L1's time, and so are the blocks' timestamps"
              .formatted(-ahead));
    }
  }

  private synchronized void learn(final long number, final long timestamp) {
    final long now = monotonicMillis.getAsLong();
    final Known seen = new Known(number, timestamp, now);
    final boolean advanced = last.filter(before -> before.number() < number).isPresent();
    final boolean watched =
        last.filter(before -> now - before.seenMillis() <= LONGEST_GAP.toMillis()).isPresent();
    idleMillis = watched && !advanced ? idleMillis + now - last.orElseThrow().seenMillis() : 0;
    if (fresh.isPresent()) {
      // Whatever is later can only be nearer to L1's time.
      fresh = fresh.filter(known -> known.at(now) >= timestamp).or(() -> Optional.of(seen));
    } else if (advanced && watched) {
      fresh = Optional.of(seen);
    }
    if (first.isEmpty()) {
      first = Optional.of(seen);
    }
    last = Optional.of(seen);
  }

  /** Whether L1 was seen at all; before, nothing bounds a wrong clock. */
  public synchronized boolean isKnown() {
    return last.isPresent();
  }

  /** The latest timestamp of a block now, seconds; empty while L1's time is not known. */
  public synchronized OptionalLong latest() {
    final long now = monotonicMillis.getAsLong();
    final Optional<Known> bounding =
        fresh.or(
            () ->
                first
                    .filter(known -> idleMillis < IDLE_AFTER.toMillis())
                    .flatMap(known -> last.map(newest -> later(known, newest, now))));
    return bounding
        .map(known -> OptionalLong.of(known.at(now) + MAX_LEAD_SECONDS))
        .orElseGet(OptionalLong::empty);
  }

  private static Known later(final Known one, final Known other, final long now) {
    return one.at(now) >= other.at(now) ? one : other;
  }
}
