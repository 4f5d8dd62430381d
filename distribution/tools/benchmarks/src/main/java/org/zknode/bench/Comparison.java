/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Replay next to the same messages on a bare connection.
 *
 * @param engine whose devp2p it is
 * @param rounds in each of which both were measured
 */
public record Comparison(String engine, CodecWork.Size size, List<Round> rounds) {
  /** So many rounds that one that something else on the machine spoiled does not count. */
  private static final int ROUNDS = 7;

  /** Each of the two flows twice in a round. */
  private static final int TURNS = 2;

  /**
   * Bare, replay, replay, bare: what drifts hits both alike.
   *
   * @param replay both turns together
   * @param bare both turns together
   */
  public record Round(Speed replay, Speed bare) {
    /** Replay as a part of the bare connection. */
    public double ratio() {
      return replay.ratioTo(bare);
    }

    /** The same per processor time. */
    public double cpuRatio() {
      return replay.cpuRatioTo(bare);
    }
  }

  /** The middle one of the rounds' values (they are odd in number), the lowest and the highest. */
  public record Spread(double median, double lowest, double highest) {}

  public Comparison {
    rounds = List.copyOf(rounds);
  }

  /** Of a value that each round has. */
  public Spread spread(final ToDoubleFunction<Round> value) {
    final double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /** Bytes of one record. */
  public long recordBytes() {
    final Speed bare = rounds.getFirst().bare();
    return bare.records() == 0 ? 0 : bare.bytes() / bare.records();
  }

  /**
   * Measures both in turns.
   *
   * @param warmUp for each of the two: code gets compiled before anything counts
   * @param time for each of the two, over all rounds
   */
  static Comparison of(
      final String engine,
      final CodecWork.Size size,
      final Stream replay,
      final Stream bare,
      final Duration warmUp,
      final Duration time) {
    final int count = rounds(time);
    final Duration turn = time.dividedBy(count * TURNS);
    bare.measure(warmUp.dividedBy(2));
    replay.measure(warmUp);
    bare.measure(warmUp.dividedBy(2));
    final List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final Speed first = bare.measure(turn);
      final Speed replayed = replay.measure(turn).plus(replay.measure(turn));
      rounds.add(new Round(replayed, first.plus(bare.measure(turn))));
    }
    return new Comparison(engine, size, rounds);
  }

  /** Odd in number, and fewer where a turn would be shorter than what it takes to settle. */
  static int rounds(final Duration time) {
    final long turns = time.dividedBy(Stream.SETTLE);
    final int most = (int) Math.clamp(turns / TURNS, 1, ROUNDS);
    return most % 2 == 1 ? most : most - 1;
  }
}
