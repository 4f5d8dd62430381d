/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.zknode.devnet.Pause;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.NodeKeys;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlpx.Enode;
import org.zknode.zks.wire.Capability;

/** Connections to a node that say nothing, each dialled again when it ends. */
final class Strangers implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration REDIAL = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * @param offers besides eth
   */
  Strangers(final String enode, final int count, final List<Capability> offers) {
    final Dialer dialer = new Dialer(Enode.parse(enode), TIMEOUT, EthStatus.Overrides.NONE);
    final NodeKeys keys = new NodeKeys(List.of());
    for (int i = 0; i < count; i++) {
      threads.execute(() -> hold(dialer, keys, offers));
    }
  }

  /** Connections that are open now. */
  int open() {
    return open.get();
  }

  /** Connections that did not come about, or ended. */
  int refused() {
    return refused.get();
  }

  private void hold(final Dialer dialer, final NodeKeys keys, final List<Capability> offers) {
    while (running.get()) {
      try (ProbeConnection connection =
          dialer.connect(keys.fresh(), Dialer.hello(offers), OptionalInt.empty())) {
        open.incrementAndGet();
        while (connection.isOpen() && running.get()) {
          Pause.of(LOOK);
        }
        open.decrementAndGet();
      } catch (final ConnectFailure e) {
        // Refused, as most of them are.
        Pause.of(LOOK);
      }
      refused.incrementAndGet();
      Pause.of(REDIAL);
    }
  }

  @Override
  public void close() throws InterruptedException {
    running.set(false);
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.MINUTES);
  }
}
