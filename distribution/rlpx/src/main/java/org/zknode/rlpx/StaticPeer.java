/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one peer connected; which side dialled does not matter. */
final class StaticPeer {
  private static final Logger LOG = LoggerFactory.getLogger(StaticPeer.class);

  private final RlpxServer server;
  private final Enode target;
  private final RlpxLimits limits;
  private final BooleanSupplier connected;

  StaticPeer(
      final RlpxServer server,
      final Enode target,
      final RlpxLimits limits,
      final BooleanSupplier connected) {
    this.server = server;
    this.target = target;
    this.limits = limits;
    this.connected = connected;
  }

  void run(final CountDownLatch stopped) {
    Duration pause = limits.redialMin();
    try {
      do {
        if (connected.getAsBoolean() || dial()) {
          pause = limits.redialMin();
        } else {
          final Duration doubled = pause.multipliedBy(2);
          pause = doubled.compareTo(limits.redialMax()) < 0 ? doubled : limits.redialMax();
        }
      } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean dial() throws InterruptedException {
    try {
      server.dial(target).get();
      return true;
    } catch (final ExecutionException e) {
      LOG.debug("dialling {} failed: {}", target, e.getCause().toString());
      return false;
    }
  }
}
