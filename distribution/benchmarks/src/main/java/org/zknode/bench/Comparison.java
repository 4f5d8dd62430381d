/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * A replay next to the same frames on a bare connection.
 *
 * @param recordBytes of one encoded record, on average
 */
public record Comparison(
    String engine, CodecWork.Size size, long recordBytes, Speed replay, Speed bare) {
  private static final int ROUNDS = 3;

  /** Code gets compiled and buffers filled before anything counts. */
  private static final Duration MAX_WARM_UP = Duration.ofSeconds(2);

  /** Replay as a part of the bare connection. */
  public double ratio() {
    return replay.ratioTo(bare);
  }

  /** The same per processor time. */
  public double cpuRatio() {
    return replay.cpuRatioTo(bare);
  }

  /**
   * Measures both in turns, so that other load on the machine hits both alike.
   *
   * @param time for each of the two
   */
  static Comparison of(
      final String engine,
      final CodecWork.Size size,
      final Supplier<? extends Stream> replay,
      final Supplier<? extends Stream> bare,
      final Duration time) {
    final Duration round = time.dividedBy(ROUNDS);
    final Duration warmUp = round.compareTo(MAX_WARM_UP) < 0 ? round : MAX_WARM_UP;
    Speed replaySpeed = Speed.NONE;
    Speed bareSpeed = Speed.NONE;
    for (int i = 0; i < ROUNDS; i++) {
      try (Stream stream = bare.get()) {
        bareSpeed = bareSpeed.plus(stream.measure(warmUp, round));
      }
      try (Stream stream = replay.get()) {
        replaySpeed = replaySpeed.plus(stream.measure(warmUp, round));
      }
    }
    final long recordBytes = bareSpeed.records() == 0 ? 0 : bareSpeed.bytes() / bareSpeed.records();
    return new Comparison(engine, size, recordBytes, replaySpeed, bareSpeed);
  }
}
