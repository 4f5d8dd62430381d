/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;

/** Something that flows from one node to another one until it is closed. */
interface Stream extends AutoCloseable {
  /** Longest wait for the first record. */
  Duration START = Duration.ofSeconds(30);

  /** Uncompressed bytes of frames that arrived. */
  long bytes();

  /** Records that arrived. */
  long records();

  /** Processor time of both ends so far, in nanoseconds. */
  default long cpuNanos() {
    return Cpu.ofThisProcess();
  }

  @Override
  void close();

  /**
   * Waits for the first record, lets it run warm, then measures.
   *
   * @throws BenchException nothing arrives, or the thread was interrupted
   */
  default Speed measure(final Duration warmUp, final Duration time) {
    final long opened = System.nanoTime();
    while (records() == 0) {
      if (System.nanoTime() - opened > START.toNanos()) {
        throw new BenchException("no record arrived within " + START.toSeconds() + " s");
      }
      Pause.forMillis(1);
    }
    Pause.forMillis(warmUp.toMillis());
    final long firstBytes = bytes();
    final long firstRecords = records();
    final long cpu = cpuNanos();
    final long start = System.nanoTime();
    Pause.forMillis(time.toMillis());
    return new Speed(
        bytes() - firstBytes,
        records() - firstRecords,
        System.nanoTime() - start,
        cpuNanos() - cpu);
  }
}
