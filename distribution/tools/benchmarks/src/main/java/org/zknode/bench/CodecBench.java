/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.zknode.zks.ZksDecodeException;

/**
 * Encode, decode and copy of records in turns, so that other load on the machine hits all alike.
 */
final class CodecBench {
  private static final int ROUNDS = 5;

  /** Formats in use: zks/2 and zks/3 carry the second one, zks/4 and zks/5 the third. */
  private static final int[] VERSIONS = {2, 3};

  /** Calls between two looks at the clock take about so many bytes. */
  private static final int BLOCK_BYTES = 1_000_000;

  private CodecBench() {}

  /** One row of the table. */
  record Row(
      int version, CodecWork.Size size, int recordBytes, Speed encode, Speed decode, Speed copy) {}

  @FunctionalInterface
  private interface Work {
    Object run() throws ZksDecodeException;
  }

  /**
   * @param time for each of encode, decode and copy of each row
   */
  static List<Row> run(final Duration time) {
    final List<Row> rows = new ArrayList<>();
    for (final int version : VERSIONS) {
      for (final CodecWork.Size size : CodecWork.Size.values()) {
        rows.add(row(version, size, time.dividedBy(ROUNDS)));
      }
    }
    return rows;
  }

  private static Row row(final int version, final CodecWork.Size size, final Duration round) {
    final CodecWork work = new CodecWork(version, size);
    Speed encode = Speed.NONE;
    Speed decode = Speed.NONE;
    Speed copy = Speed.NONE;
    // The first round warms up.
    for (int i = 0; i <= ROUNDS; i++) {
      final Speed encoded = measure(work::encode, work.size(), round);
      final Speed decoded = measure(work::decode, work.size(), round);
      final Speed copied = measure(work::copy, work.size(), round);
      if (i > 0) {
        encode = encode.plus(encoded);
        decode = decode.plus(decoded);
        copy = copy.plus(copied);
      }
    }
    return new Row(version, size, work.size(), encode, decode, copy);
  }

  private static Speed measure(final Work work, final int bytes, final Duration time) {
    final int calls = Math.max(1, BLOCK_BYTES / bytes);
    final long cpu = Cpu.ofThisProcess();
    final long start = System.nanoTime();
    long count = 0;
    long sink = 0;
    long now = start;
    try {
      while (now - start < time.toNanos()) {
        for (int i = 0; i < calls; i++) {
          // Something of every result is used, so that none is optimised away.
          sink += System.identityHashCode(work.run()) & 1;
        }
        count += calls;
        now = System.nanoTime();
      }
    } catch (final ZksDecodeException e) {
      throw new IllegalStateException("a record does not decode", e);
    }
    if (sink < 0) {
      throw new IllegalStateException("never");
    }
    return new Speed(count * bytes, 0, count, now - start, Cpu.ofThisProcess() - cpu);
  }
}
