/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.HeadPace;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.jsonrpc.Endpoint;
import org.zknode.rollup.l1.jsonrpc.EndpointHealth;
import org.zknode.rollup.l1.jsonrpc.EndpointPool;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus;

/**
 * Looks at the head of every endpoint, so that one that stands still is seen and one that is well
 * again is known before it is needed, and reports in the node's status which cannot be used.
 */
public final class L1EndpointWatch {
  /** Key of {@link NodeStatus#degraded}: some endpoint cannot be used. */
  public static final String ENDPOINTS_KEY = "l1-endpoints";

  /** Key of {@link NodeStatus#degraded}: no endpoint has a new block. */
  public static final String STANDSTILL_KEY = "l1-standstill";

  /** Key of {@link NodeStatus#degraded}: all endpoints are still catching up with L1. */
  public static final String BEHIND_KEY = "l1-behind";

  /** Between two looks. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Shorter failures are not worth a word: others were asked meanwhile. */
  static final Duration WORTH_A_WORD = Duration.ofSeconds(30);

  /** L1 itself stands still for so much longer than its heads usually do. */
  private static final int STANDSTILL_FACTOR = 3;

  private static final Logger LOG = LoggerFactory.getLogger(L1EndpointWatch.class);

  private final JsonRpcTransport transport;
  private final List<L1View> views;
  private final NodeStatus status;
  private final Clock clock;
  private final HeadPace pace = new HeadPace();

  L1EndpointWatch(
      final JsonRpcTransport transport,
      final List<L1View> views,
      final NodeStatus status,
      final Clock clock) {
    this.transport = transport;
    this.views = views;
    this.status = status;
    this.clock = clock;
  }

  /** One look at all of them, at the same time. */
  public void look() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      views.forEach(view -> threads.execute(() -> look(view)));
    }
    report();
  }

  private static void look(final L1View view) {
    try {
      view.head(L1Client.BlockTag.LATEST);
    } catch (final TemporaryException e) {
      LOG.debug("L1 endpoint does not tell its head", e);
    }
  }

  private void report() {
    final List<String> bad = new ArrayList<>();
    for (final EndpointHealth endpoint : transport.pool().health()) {
      problem(endpoint).ifPresent(text -> bad.add(endpoint.name() + " " + text));
    }
    if (bad.isEmpty()) {
      status.recovered(ENDPOINTS_KEY);
    } else {
      status.degraded(
          ENDPOINTS_KEY,
          "%d of %d L1 endpoints cannot be used: %s"
              .formatted(bad.size(), views.size(), String.join("; ", bad)));
    }
    final EndpointPool pool = transport.pool();
    final long head = pool.all().stream().mapToLong(Endpoint::head).max().orElse(-1);
    final Duration most = pool.staleAfter().multipliedBy(STANDSTILL_FACTOR);
    reportStandstill(pool, head, most);
    pool.newestTimestamp().ifPresent(timestamp -> reportBehind(head, timestamp, most));
  }

  private Optional<String> problem(final EndpointHealth endpoint) {
    final long failing = clock.millis() - endpoint.failingSinceMillis();
    if (endpoint.state().equals(Endpoint.Rank.WRONG_CHAIN.name())) {
      return Optional.of("is never asked: " + endpoint.lastError());
    }
    if (endpoint.state().equals(Endpoint.Rank.DISTRUSTED.name()) && views.size() > 1) {
      return Optional.of("is asked last: " + endpoint.lastError());
    }
    if (endpoint.state().equals(Endpoint.Rank.STALE.name())) {
      return Optional.of(
          "stands still at block %d for %d s while others go on"
              .formatted(endpoint.head(), (clock.millis() - endpoint.headMillis()) / 1000));
    }
    return endpoint.failingSinceMillis() > 0 && failing >= WORTH_A_WORD.toMillis()
        ? Optional.of("fails since %d s: %s".formatted(failing / 1000, endpoint.lastError()))
        : Optional.empty();
  }

  /** Only where blocks come at a pace: an L1 that mines on demand has none. */
  private void reportStandstill(final EndpointPool pool, final long head, final Duration most) {
    final long standing =
        pool.all().stream()
            .filter(endpoint -> endpoint.head() >= 0)
            .mapToLong(Endpoint::headStandsMillis)
            .min()
            .orElse(0);
    if (pool.hasPace() && standing > most.toMillis()) {
      status.degraded(
          STANDSTILL_KEY,
          "no L1 endpoint has a block after %d for %d s".formatted(head, standing / 1000));
    } else {
      status.recovered(STANDSTILL_KEY);
    }
  }

  /** What stands still, or lives in the past as an L1 for tests may, is not behind. */
  private void reportBehind(final long head, final long timestamp, final Duration most) {
    if (pace.look(clock.millis(), timestamp, most) == HeadPace.Verdict.CATCHING_UP) {
      status.degraded(
          BEHIND_KEY,
          "L1's endpoints are catching up: their newest block %d is of %s, %s old by this node's clock, and comes nearer"
              .formatted(
                  head,
                  Instant.ofEpochSecond(timestamp),
                  Duration.ofSeconds(clock.millis() / 1000 - timestamp)));
    } else {
      status.recovered(BEHIND_KEY);
    }
  }
}
