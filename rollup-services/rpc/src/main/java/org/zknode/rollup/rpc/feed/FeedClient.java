/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.TextStream;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.service.Service;

/**
 * Follows the feed of another node, which is believed because the operator names it. Without it
 * this node answers from blocks, so a feed that fails is no trouble of the node's.
 */
public final class FeedClient implements Service {
  /** A node that is further behind answers from blocks. */
  private static final long MOST_AHEAD = 8;

  /** Between two connections. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(FeedClient.class);

  private static final int MIB = 1 << 20;
  private static final TextStream.Limits LIMITS =
      new TextStream.Limits(
          Duration.ofSeconds(3), FeedLimits.DEFAULT.ping().multipliedBy(3), 16 * MIB);

  private final URI source;
  private final ExecutionEngine engine;
  private final SliceListener listener;
  private final TextStream stream = new TextStream(LIMITS);
  private final AtomicInteger connected = new AtomicInteger();
  private String lastFailure = "";
  private Thread thread;

  /**
   * @param engine of this node, whose chain says which slices are of use
   * @param listener told of those
   */
  public FeedClient(
      final URI source,
      final ExecutionEngine engine,
      final SliceListener listener,
      final Metrics metrics) {
    this.source = source;
    this.engine = engine;
    this.listener = listener;
    metrics.gauge(
        "preconfirmation_feed_connected",
        "1 while this node follows another one's preconfirmations",
        connected::get);
  }

  @Override
  public String name() {
    return "preconfirmation-client";
  }

  @Override
  public synchronized void start() {
    thread = Thread.ofVirtual().name("zknode-" + name()).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        follow();
        Thread.sleep(PAUSE);
      }
    } catch (final InterruptedException e) {
      LOG.debug("{} stops", name(), e);
    }
  }

  /** Until the connection ends. */
  private void follow() throws InterruptedException {
    final FlashblockReader reader = new FlashblockReader();
    try {
      stream.follow(source, this::connected, message -> read(reader, message));
    } catch (final JsonRpcException e) {
      tellOnce(e.getMessage());
    } finally {
      connected.set(0);
    }
  }

  private void connected() {
    connected.set(1);
    lastFailure = "";
    LOG.info("preconfirmations come from the feed of another node");
  }

  /** One line for each new reason: it is tried again every moment. */
  private void tellOnce(final String failure) {
    if (!failure.equals(lastFailure)) {
      lastFailure = failure;
      LOG.warn("no preconfirmations from {}", failure);
    }
  }

  private void read(final FlashblockReader reader, final String message) {
    final Optional<Slice> slice = reader.read(message);
    slice.filter(this::isOfUse).ifPresent(listener::preconfirmed);
  }

  /** It is of a block that this chain can have next, or soon. */
  private boolean isOfUse(final Slice slice) {
    final L2Block head = engine.head();
    final long ahead = slice.block().number() - head.number();
    return ahead > 0
        && ahead <= MOST_AHEAD
        && (ahead > 1 || slice.block().parentHash().equals(head.hash()));
  }

  @Override
  public synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
      try {
        if (!thread.join(STOP)) {
          LOG.warn("{} still works", name());
        }
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
    stream.close();
  }
}
