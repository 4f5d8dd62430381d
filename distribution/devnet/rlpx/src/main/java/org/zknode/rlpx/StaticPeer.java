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
import org.zknode.rollup.service.BackOff;

/**
 * Keeps one peer connected; which side dialled does not matter. The pause before the next dial
 * doubles while dials fail, and also while sessions end soon after they began: a peer that halted,
 * or refuses us at a higher level, is not asked twice a second for ever.
 */
final class StaticPeer {
  private static final Logger LOG = LoggerFactory.getLogger(StaticPeer.class);

  /** A session that lasted so many of the longest pauses was a good one. */
  private static final int SETTLED_PAUSES = 3;

  private final RlpxServer server;
  private final Enode target;
  private final RlpxLimits limits;
  private final BooleanSupplier connected;
  private final BackOff pauses;
  private int failures;

  StaticPeer(
      final RlpxServer server,
      final Enode target,
      final RlpxLimits limits,
      final BooleanSupplier connected) {
    this.server = server;
    this.target = target;
    this.limits = limits;
    this.connected = connected;
    this.pauses = BackOff.doubling(limits.redialMin(), limits.redialMax());
  }

  void run(final CountDownLatch stopped) {
    try {
      do {
        if (connected.getAsBoolean() || dial()) {
          final long since = System.nanoTime();
          while (connected.getAsBoolean()) {
            if (stopped.await(limits.redialMin().toMillis(), TimeUnit.MILLISECONDS)) {
              return;
            }
          }
          ended(Duration.ofNanos(System.nanoTime() - since));
        } else {
          failures++;
        }
      } while (!stopped.await(pause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(final Duration lasted) {
    if (lasted.compareTo(limits.redialMax().multipliedBy(SETTLED_PAUSES)) >= 0) {
      failures = 0;
    } else {
      failures++;
      LOG.debug("connection to {} lasted {} only: dialled again after {}", target, lasted, pause());
    }
  }

  /** Twice the shortest already after one failure. */
  private Duration pause() {
    return pauses.after(failures + 1);
  }

  private boolean dial() throws InterruptedException {
    try {
      server.dialTrusted(target).get();
      return true;
    } catch (final ExecutionException e) {
      LOG.debug("dialling {} failed: {}", target, e.getCause().toString());
      return false;
    }
  }
}
