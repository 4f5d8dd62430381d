/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.lang.management.ManagementFactory;

/**
 * A thread that burns as much processor time as an attack took from this machine, and sends
 * nothing: where prober and node share processors, what a bystander loses to it is not the node's
 * doing.
 */
final class FairShare implements AutoCloseable {
  /** Between two looks whether more is to be burned. */
  private static final long PAUSE_MILLIS = 1;

  private final double share;
  private final Thread worker;
  private volatile boolean stopped;

  private FairShare(final double share) {
    this.share = share;
    this.worker = Thread.ofPlatform().daemon().name("probe-fair-share").start(this::burn);
  }

  /**
   * @param share of one processor, 0 to 1
   */
  static FairShare burn(final double share) {
    return new FairShare(share);
  }

  /** Processor time of that live thread so far, in nanoseconds; 0 where the JVM cannot tell. */
  static long cpuNanos(final Thread thread) {
    return Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()));
  }

  private void burn() {
    final long start = System.nanoTime();
    try {
      while (!stopped) {
        if (cpuNanos(Thread.currentThread()) >= share * (System.nanoTime() - start)) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (final InterruptedException e) {
      stopped = true;
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    worker.join();
  }
}
