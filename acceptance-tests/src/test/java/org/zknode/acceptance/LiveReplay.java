/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.zknode.devnet.process.JsonRpc;

/**
 * Watches how an external node's replay keeps up with its main node: with every look, how many
 * blocks it is behind.
 */
final class LiveReplay implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  private final JsonRpc main;
  private final JsonRpc external;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("live-replay").factory());
  private final Future<?> watching;
  private long first = -1;
  private Seen seen = new Seen(0, 0, 0, 0);

  /**
   * What was seen so far.
   *
   * @param looks at which both nodes answered
   * @param blocks that the external node took meanwhile
   * @param behind sum over all looks of the blocks it was behind
   * @param furthest it was behind at one look, in blocks
   */
  record Seen(long looks, long blocks, long behind, long furthest) {
    double meanBehind() {
      return (double) behind / Math.max(1, looks);
    }
  }

  private LiveReplay(final JsonRpc main, final JsonRpc external) {
    this.main = main;
    this.external = external;
    this.watching = looks.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Looks from now on until it is closed. */
  static LiveReplay watch(final JsonRpc main, final JsonRpc external) {
    return new LiveReplay(main, external);
  }

  private void look() {
    main.tryQuantity("eth_blockNumber")
        .ifPresent(
            there -> external.tryQuantity("eth_blockNumber").ifPresent(here -> add(there, here)));
  }

  private synchronized void add(final long there, final long here) {
    first = first < 0 ? here : first;
    final long behind = Math.max(0, there - here);
    seen =
        new Seen(
            seen.looks() + 1,
            here - first,
            seen.behind() + behind,
            Math.max(seen.furthest(), behind));
  }

  /**
   * @throws IllegalStateException it could not go on looking
   */
  synchronized Seen seen() {
    if (watching.state() == Future.State.FAILED) {
      throw new IllegalStateException("the replay was not watched", watching.exceptionNow());
    }
    return seen;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
