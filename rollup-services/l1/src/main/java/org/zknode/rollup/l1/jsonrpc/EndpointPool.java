/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.zknode.rollup.l1.L1EndpointException;

/**
 * The endpoints of L1 and the choice between them: who answers well is asked first and again, who
 * fails loses its turn. Thread-safe.
 */
public final class EndpointPool {
  /** A head that stands still for so many block times is stale. */
  private static final int STALE_BLOCKS = 4;

  /** Longer pauses between two blocks are no pace. */
  private static final long MAX_BLOCK_SECONDS = 60;

  private final List<Endpoint> endpoints;
  private final AtomicInteger current = new AtomicInteger();
  private long newestNumber = -1;
  private long newestTimestamp;
  private long slowestBlockSeconds;

  public EndpointPool(final List<URI> urls, final Clock clock) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("at least one JSON-RPC endpoint is needed");
    }
    this.endpoints = urls.stream().map(url -> new Endpoint(url, clock)).toList();
  }

  public List<Endpoint> all() {
    return endpoints;
  }

  /** In the order in which they are asked; without those of another chain. */
  List<Endpoint> ranked() {
    final List<Endpoint> order = new ArrayList<>();
    final int start = Math.floorMod(current.get(), endpoints.size());
    for (int i = 0; i < endpoints.size(); i++) {
      order.add(endpoints.get((start + i) % endpoints.size()));
    }
    order.removeIf(endpoint -> rank(endpoint) == Endpoint.Rank.WRONG_CHAIN);
    order.sort(Comparator.comparing(this::rank).thenComparing(Endpoint::leaveAlone));
    return order;
  }

  public Endpoint.Rank rank(final Endpoint endpoint) {
    return endpoint.rank(bestHead(), staleAfter());
  }

  /** It gave no usable answer. */
  public void failed(final Endpoint endpoint, final L1EndpointException why) {
    endpoint.failed(why);
    turn(endpoint);
  }

  /** What it said does not fit. */
  public void distrust(final Endpoint endpoint, final L1EndpointException why) {
    endpoint.distrust(why);
    turn(endpoint);
  }

  private void turn(final Endpoint endpoint) {
    final int position = endpoints.indexOf(endpoint);
    current.compareAndSet(position, (position + 1) % endpoints.size());
  }

  /** It answered: it goes on being asked. */
  void succeeded(final Endpoint endpoint) {
    endpoint.succeeded();
  }

  /** Seen as its newest block. */
  public void sawHead(final Endpoint endpoint, final long number, final long timestamp) {
    endpoint.sawHead(number);
    synchronized (this) {
      if (newestNumber >= 0 && number > newestNumber && timestamp > newestTimestamp) {
        final long seconds =
            Math.min((timestamp - newestTimestamp) / (number - newestNumber), MAX_BLOCK_SECONDS);
        // Slowly forgotten, so that one long pause does not count for ever.
        slowestBlockSeconds = Math.max(seconds, slowestBlockSeconds - slowestBlockSeconds / 8);
      }
      if (number > newestNumber) {
        newestNumber = number;
        newestTimestamp = timestamp;
      }
    }
  }

  /** How long a head may stand still while another goes on: four of L1's slowest block times. */
  public synchronized Duration staleAfter() {
    final Duration observed = Duration.ofSeconds(slowestBlockSeconds * STALE_BLOCKS);
    return observed.compareTo(Endpoint.MIN_STALE) > 0 ? observed : Endpoint.MIN_STALE;
  }

  /** Blocks were seen to come one after the other. */
  public synchronized boolean hasPace() {
    return slowestBlockSeconds > 0;
  }

  /** Timestamp of the newest block that an endpoint was seen with, seconds; empty before. */
  public synchronized OptionalLong newestTimestamp() {
    return newestNumber < 0 ? OptionalLong.empty() : OptionalLong.of(newestTimestamp);
  }

  public List<EndpointHealth> health() {
    return endpoints.stream().map(endpoint -> endpoint.health(rank(endpoint))).toList();
  }

  private long bestHead() {
    return endpoints.stream().mapToLong(Endpoint::head).max().orElse(-1);
  }
}
