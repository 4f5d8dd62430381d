/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.bench.BenchException;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.TextStream;

/** Reads a node's feed of preconfirmations, and hands on each transaction as soon as it is told. */
final class FeedWatch implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int MAX_CHARS = 16 << 20;

  private final TextStream stream =
      new TextStream(new TextStream.Limits(CONNECT, SILENCE, MAX_CHARS));
  private final ObjectMapper json = new ObjectMapper();
  private final CountDownLatch connected = new CountDownLatch(1);
  private final Consumer<Bytes32> seen;
  private final Thread thread;

  /**
   * Returns when it listens.
   *
   * @param feed WebSocket with flashblocks
   * @param seen gets each transaction's hash
   * @throws BenchException there is no such feed
   */
  FeedWatch(final URI feed, final Consumer<Bytes32> seen) {
    this.seen = seen;
    this.thread = Thread.ofVirtual().name("bench-feed").start(() -> follow(feed));
    try {
      if (!connected.await(CONNECT.toSeconds(), TimeUnit.SECONDS)) {
        throw new BenchException("no preconfirmations from " + feed);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted before there was a feed", e);
    }
  }

  /** What it misses after the end of the connection is in a block a moment later. */
  private void follow(final URI feed) {
    try {
      stream.follow(feed, connected::countDown, this::read);
    } catch (final JsonRpcException e) {
      throw new BenchException("the feed ended: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(final String message) {
    final JsonNode flashblock;
    try {
      flashblock = json.readTree(message);
    } catch (final JsonProcessingException e) {
      throw new BenchException("the feed is no JSON: " + e.getOriginalMessage(), e);
    }
    flashblock
        .path("metadata")
        .path("receipts")
        .fieldNames()
        .forEachRemaining(hash -> seen.accept(Bytes32.fromHexString(hash)));
  }

  @Override
  public void close() {
    thread.interrupt();
    stream.close();
  }
}
