/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.engine.LogsBloom;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.preconfirmation.Slice;

/**
 * Who is connected, and what they are told: each slice, and who comes in the middle of a block its
 * slices so far. All of one thread.
 */
final class FeedReaders {
  private final int most;
  private final ObjectMapper json = new ObjectMapper();
  private final Set<FeedConnection> connected = new HashSet<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Metrics.Counter slow;

  /** Of the newest block, in JSON. */
  private final List<byte[]> told = new ArrayList<>();

  private Bytes bloom = Bytes.EMPTY;
  private int expected;

  FeedReaders(final int most, final Metrics metrics) {
    this.most = most;
    this.slow =
        metrics.counter(
            "preconfirmation_feed_slow_total", "Readers of preconfirmations that were too slow");
    metrics.gauge(
        "preconfirmation_feed_readers", "Connections to the preconfirmation feed", count::get);
  }

  /** Whether the new connection may stay. */
  boolean admit(final FeedConnection connection) {
    if (connected.size() >= most) {
      return false;
    }
    connected.add(connection);
    count.set(connected.size());
    return true;
  }

  void gone(final FeedConnection connection) {
    connected.remove(connection);
    count.set(connected.size());
  }

  /** It follows from now on. */
  void follows(final FeedConnection connection) {
    told.forEach(connection::tell);
  }

  void tell(final Slice slice) {
    if (slice.index() == 0) {
      told.clear();
      bloom = Bytes.wrap(new byte[LogsBloom.BYTES]);
      expected = 0;
    }
    if (slice.index() != expected) {
      // Its block's beginning came before the server did.
      return;
    }
    expected++;
    for (final Included included : slice.transactions()) {
      bloom = LogsBloom.union(bloom, included.receipt().logsBloom());
    }
    final byte[] flashblock = written(slice);
    told.add(flashblock);
    for (final FeedConnection each : List.copyOf(connected)) {
      if (each.follows() && !each.tell(flashblock)) {
        slow.increment();
      }
    }
  }

  private byte[] written(final Slice slice) {
    try {
      return json.writeValueAsBytes(FlashblockJson.of(slice, bloom));
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers are JSON", e);
    }
  }

  void closeAll() {
    List.copyOf(connected).forEach(FeedConnection::close);
  }
}
