/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;

/** Something that flows from one node to another one while it is let, until it is closed. */
interface Stream extends AutoCloseable {
  /** Longest wait for the first record. */
  Duration START = Duration.ofSeconds(30);

  /** After it was let flow or held: the hub looks for a new block every 50 ms. */
  Duration SETTLE = Duration.ofMillis(150);

  /** Lets it flow, or holds it at the sender; what is under way still arrives. */
  void flow(boolean on);

  /** Uncompressed bytes of messages that arrived. */
  long bytes();

  /** Messages that arrived. */
  long messages();

  /** Records that arrived. */
  long records();

  /** Processor time of both ends so far, in nanoseconds. */
  default long cpuNanos() {
    return Cpu.ofThisProcess();
  }

  @Override
  void close();

  /**
   * Lets it flow for some time and holds it again.
   *
   * @return what arrived in that time, without its beginning and its end
   * @throws BenchException nothing arrives, or the thread was interrupted
   */
  default Speed measure(final Duration time) {
    final long before = records();
    flow(true);
    final long opened = System.nanoTime();
    while (records() == before) {
      if (System.nanoTime() - opened > START.toNanos()) {
        throw new BenchException("no record arrived within " + START.toSeconds() + " s");
      }
      Pause.forMillis(1);
    }
    Pause.forMillis(SETTLE.toMillis());
    final Speed from = sofar();
    Pause.forMillis(time.toMillis());
    final Speed to = sofar();
    flow(false);
    awaitQuiet();
    return new Speed(
        to.bytes() - from.bytes(),
        to.messages() - from.messages(),
        to.records() - from.records(),
        to.nanos() - from.nanos(),
        to.cpuNanos() - from.cpuNanos());
  }

  /** All counters at one moment, with the time of some clock that goes evenly. */
  default Speed sofar() {
    return new Speed(bytes(), messages(), records(), System.nanoTime(), cpuNanos());
  }

  /** What was sent has arrived when nothing came for a while. */
  private void awaitQuiet() {
    long before = -1;
    while (before != bytes()) {
      before = bytes();
      Pause.forMillis(SETTLE.toMillis());
    }
  }
}
