/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.zks.connection.CutReason;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.session.ConnectionRegistry;

/** The virtual thread of one connection: decompresses what arrived and lets the role work. */
final class PeerWorker {
  private static final Logger LOG = LoggerFactory.getLogger(PeerWorker.class);

  private final PeerLink link;
  private final ZksPeer peer;
  private final ZksMetrics metrics;
  private final Thread thread;
  private final AtomicBoolean started = new AtomicBoolean();

  /**
   * @param onEnd called on the worker's thread as its last act
   */
  PeerWorker(
      final PeerLink link,
      final ZksPeer peer,
      final ZksMetrics metrics,
      final Consumer<PeerWorker> onEnd) {
    this.link = link;
    this.peer = peer;
    this.metrics = metrics;
    this.thread =
        Thread.ofVirtual()
            .name("zks-peer-" + link)
            .unstarted(
                () -> {
                  run();
                  onEnd.accept(this);
                });
  }

  PeerLink link() {
    return link;
  }

  ZksPeer peer() {
    return peer;
  }

  /** What the peer does with its place; what it sent last may not have been looked at yet. */
  ConnectionRegistry.Use use() {
    final ConnectionRegistry.Use use = peer.use();
    return use == ConnectionRegistry.Use.SILENT && !link.inbox().isEmpty()
        ? ConnectionRegistry.Use.REPLAYS
        : use;
  }

  PeerStatus status() {
    return peer.status();
  }

  /** Without effect when it has started already. */
  void start() {
    if (!started.getAndSet(true)) {
      thread.start();
    }
  }

  boolean isStarted() {
    return started.get();
  }

  /** The connection is gone; what had arrived is still dealt with, when anything was. */
  void disconnected() {
    if (isStarted()) {
      link.inbox().close();
    } else {
      link.inbox().discard();
    }
  }

  void stop() {
    link.end("shutting down");
    thread.interrupt();
  }

  /** Waits for the end of a stopped worker. */
  void join() throws InterruptedException {
    if (thread.isAlive() && !thread.join(ZksLimits.STOP_TIMEOUT)) {
      LOG.warn("zks peer {}: still busy {} after the stop", link, ZksLimits.STOP_TIMEOUT);
    }
  }

  private void run() {
    try {
      peer.opened();
      while (goesOn()) {
        final long wait = peer.work();
        final Optional<InboundMessage> message = link.inbox().poll(wait);
        if (message.isPresent()) {
          peer.received(decompressed(message.get()));
        }
      }
    } catch (final InterruptedException e) {
      LOG.debug("zks peer {}: worker stopped", link);
      Thread.currentThread().interrupt();
    } catch (final MalformedPayloadException e) {
      link.reportOffence(CutReason.MALFORMED.offences());
      link.disconnect("malformed message: " + e.getMessage());
    } catch (final TemporaryException e) {
      metrics.workerFailures.increment();
      LOG.warn("zks peer {}: {}", link, e.getMessage());
      link.disconnect("temporarily not able to go on");
    } catch (final Throwable e) {
      // Ours, not the peer's: the connection starts anew, from the cursor. Errors too: else the
      // thread ends and the peer waits for it.
      metrics.workerFailures.increment();
      LOG.error("zks peer {}: failure", link, e);
      link.disconnect("internal error");
    } finally {
      closed();
    }
  }

  private static Frame decompressed(final InboundMessage message) throws MalformedPayloadException {
    return new Frame(message.capability(), message.code(), message.payload());
  }

  private void closed() {
    link.inbox().discard();
    try {
      peer.closed();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean goesOn() {
    return peer.drains() ? !link.inbox().isEnded() : !link.inbox().isClosed();
  }
}
