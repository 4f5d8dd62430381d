/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.zknode.rollup.l1.HeadPace;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.NodeStatus;

/**
 * L1's time as far as this node knows it: the newest timestamps of L1 blocks, carried on by what
 * passed since, which no jump of the wall clock touches. It bounds the timestamps of blocks,
 * because L1 refuses a sequence whose blocks are later than its own.
 *
 * <p>One answer moves nothing: a head whose timestamp is far from L1's time so far is asked of all
 * endpoints, and then counts only when the next block goes on from it at the clock's pace. So what
 * was wrong is corrected by later blocks, upwards and downwards.
 *
 * <p>The block that is there at the start may be old (an L1 that makes blocks on demand): it bounds
 * until L1 was watched for {@link #IDLE_AFTER} without a block that goes on from another, in which
 * any other L1 brings three. When L1 cannot be reached its time goes on; the chain does not stop.
 *
 * <p>Endpoints that are far behind L1 at the start look like an old L1 and know nothing of batches
 * that are there: until the first block that is not old, or until it is clear that L1 lives in the
 * past or makes blocks on demand, no block may be built. For several threads.
 */
public final class L1Time {
  /**
   * Seconds that a block may be ahead of L1's time: within the contract's tolerance (36) less the
   * sender's margin, and more than L1's newest timestamp is old when it is seen.
   */
  public static final long MAX_LEAD_SECONDS = 24;

  /** Key of {@link NodeStatus#degraded}: the wall clock and L1's time differ. */
  public static final String DEGRADED_KEY = "clock-differs-from-l1";

  /** L1 that is looked at for so long without blocks at the clock's pace makes them on demand. */
  static final Duration IDLE_AFTER = Duration.ofSeconds(45);

  /** A newest block that is older may be that of endpoints that are behind. */
  static final Duration OLD = Duration.ofMinutes(5);

  /** L1 is looked at less often while it fails: a block that came meanwhile may be old. */
  static final Duration LONGEST_GAP = Duration.ofSeconds(15);

  /**
   * The newest blocks that count: one that was too late within what is believed at once is
   * forgotten after as many.
   */
  static final int REMEMBERED = 8;

  private static final long MILLIS = 1000;

  /**
   * @param seconds L1's time when it was seen
   * @param seenMillis on the monotonic clock
   */
  private record Known(long number, long seconds, long seenMillis) {
    long at(final long nowMillis) {
      return seconds + (nowMillis - seenMillis) / MILLIS;
    }

    /** Whether the other, seen later, fits the clock's pace since this one. */
    boolean isNear(final Known other) {
      return Math.abs(other.seconds() - at(other.seenMillis())) <= MAX_LEAD_SECONDS;
    }
  }

  private final Supplier<L1BlockRef> head;
  private final UnaryOperator<L1BlockRef> agreed;
  private final LongSupplier monotonicMillis;
  private final Clock clock;
  private final NodeStatus status;

  /** Blocks that are believed, the newest last; the latest by its timestamp bounds. */
  private final Deque<Known> believed = new ArrayDeque<>();

  /** Far from what is believed: waits for a block that goes on from it. */
  private Optional<Known> claimed = Optional.empty();

  /** What was heard last, and looked at. */
  private Optional<Known> last = Optional.empty();

  /** A believed block was seen to go on from another, so that it was new. */
  private boolean fresh;

  private long idleMillis;

  private final HeadPace pace = new HeadPace();

  /**
   * How old the newest block is, seconds, as long as L1 may be ahead of it; empty for good then.
   */
  private OptionalLong perhapsBehind = OptionalLong.empty();

  private boolean settled;

  /**
   * @param head L1's newest block, by one endpoint
   * @param agreed asked with that one where it is far from what is believed: what all endpoints say
   * @param monotonicMillis a clock that never jumps, with any origin
   * @param clock the wall clock, which may be wrong
   */
  public L1Time(
      final Supplier<L1BlockRef> head,
      final UnaryOperator<L1BlockRef> agreed,
      final LongSupplier monotonicMillis,
      final Clock clock,
      final NodeStatus status) {
    this.head = head;
    this.agreed = agreed;
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
    final L1BlockRef heard = head.get();
    if (isNews(heard)) {
      // Not while locked: endpoints may take their time.
      learn(isNear(heard) ? heard : agreed.apply(heard));
    }
    settle(heard);
    look(heard.number());
    tell();
  }

  private synchronized void settle(final L1BlockRef heard) {
    if (settled) {
      return;
    }
    final long now = clock.millis();
    settled =
        switch (pace.look(now, heard.timestamp(), OLD)) {
          case RECENT, IN_THE_PAST, STANDS -> true;
          case UNKNOWN, CATCHING_UP -> false;
        };
    perhapsBehind =
        settled ? OptionalLong.empty() : OptionalLong.of(now / MILLIS - heard.timestamp());
  }

  private synchronized boolean isNews(final L1BlockRef heard) {
    return last.filter(before -> before.number() == heard.number()).isEmpty();
  }

  private synchronized boolean isNear(final L1BlockRef block) {
    return believed().filter(known -> known.isNear(seen(block))).isPresent();
  }

  private Known seen(final L1BlockRef block) {
    return new Known(block.number(), block.timestamp(), monotonicMillis.getAsLong());
  }

  /** The believed block by which it is latest now. */
  private Optional<Known> believed() {
    final long now = monotonicMillis.getAsLong();
    return believed.stream().max(Comparator.comparingLong(known -> known.at(now)));
  }

  private synchronized void tell() {
    final long now = monotonicMillis.getAsLong();
    final long ahead =
        believed()
            .filter(known -> fresh)
            .map(known -> clock.millis() / MILLIS - known.at(now))
            .orElse(0L);
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

  private synchronized void learn(final L1BlockRef block) {
    final Known seen = seen(block);
    if (believed.isEmpty()) {
      believe(seen);
    } else if (isNear(block)) {
      if (believed.getLast().number() != seen.number()) {
        believe(seen);
        fresh |= isWatched(seen.seenMillis());
      }
      claimed = Optional.empty();
    } else if (claimed.filter(known -> known.number() < seen.number()).isEmpty()) {
      claimed =
          claimed.filter(known -> known.number() == seen.number()).or(() -> Optional.of(seen));
    } else if (claimed.orElseThrow().isNear(seen)) {
      believed.clear();
      believe(claimed.orElseThrow());
      believe(seen);
      claimed = Optional.empty();
      fresh |= isWatched(seen.seenMillis());
    } else {
      claimed = Optional.of(seen);
    }
  }

  private void believe(final Known seen) {
    believed.addLast(seen);
    if (believed.size() > REMEMBERED) {
      believed.removeFirst();
    }
  }

  private boolean isWatched(final long now) {
    return last.filter(before -> now - before.seenMillis() <= LONGEST_GAP.toMillis()).isPresent();
  }

  private synchronized void look(final long number) {
    final long now = monotonicMillis.getAsLong();
    if (!fresh && isWatched(now)) {
      idleMillis += now - last.orElseThrow().seenMillis();
    }
    last = Optional.of(new Known(number, 0, now));
  }

  /** Why no block may be built by it yet; empty from the first time on that one may. */
  public synchronized Optional<String> unknownBecause() {
    if (last.isEmpty()) {
      return Optional.of("L1's time is not known yet");
    }
    return perhapsBehind.isPresent()
        ? Optional.of(
            "L1's newest block %d is %d s old: its endpoints may be far behind L1, so this node watches for up to %d s whether they come nearer, and waits as long as they do"
                .formatted(
                    last.orElseThrow().number(),
                    perhapsBehind.getAsLong(),
                    HeadPace.STANDS_AFTER.toSeconds()))
        : Optional.empty();
  }

  /** Whether blocks may be built by it: before L1 was seen nothing bounds a wrong clock. */
  public boolean isKnown() {
    return unknownBecause().isEmpty();
  }

  /** The latest timestamp of a block now, seconds; empty while L1's time is not known. */
  public synchronized OptionalLong latest() {
    final long now = monotonicMillis.getAsLong();
    return believed()
        .filter(known -> fresh || idleMillis < IDLE_AFTER.toMillis())
        .map(known -> OptionalLong.of(known.at(now) + MAX_LEAD_SECONDS))
        .orElseGet(OptionalLong::empty);
  }
}
