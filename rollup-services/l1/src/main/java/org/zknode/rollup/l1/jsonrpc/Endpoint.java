/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.BackOff;

/** One JSON-RPC endpoint of L1, and what is known of its health. Thread-safe. */
public final class Endpoint {
  /** After failures: an endpoint that is well again is used again within a minute. */
  private static final BackOff REST =
      BackOff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** Who contradicts the contracts is asked last for so long, whatever else it answers. */
  static final Duration MAX_DISTRUST = Duration.ofMinutes(5);

  private static final BackOff DISTRUST = BackOff.doubling(Duration.ofSeconds(20), MAX_DISTRUST);

  /** An endpoint whose head stands still, while another goes on, is left after this at least. */
  static final Duration MIN_STALE = Duration.ofSeconds(10);

  /** Order in which endpoints are asked. */
  public enum Rank {
    GOOD,
    /** Its head stands still while another endpoint's goes on. */
    STALE,
    /** It failed lately. */
    RESTING,
    /** What it said contradicted itself or the contracts. */
    DISTRUSTED,
    /** It asked to be left alone, and is. */
    LEFT_ALONE,
    /** Another chain's: never asked for anything but its chain id. */
    WRONG_CHAIN
  }

  private final URI url;
  private final String name;
  private final Clock clock;
  private final Set<String> lacks = new TreeSet<>();
  private int failures;
  private long failingSince;
  private long restUntil;
  private long leaveAloneUntil;
  private long distrustUntil;
  private int distrusts;
  private String lastError = "";
  private long lastErrorMillis;
  private boolean chainChecked;
  private OptionalLong wrongChain = OptionalLong.empty();
  private long head = -1;
  private long headAdvanced;
  private long headSeen;

  public Endpoint(final URI url, final Clock clock) {
    this.url = url;
    this.name = name(url);
    this.clock = clock;
  }

  /** Host and port; the rest of a URL often contains a key. */
  public static String name(final URI url) {
    final int port =
        url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + port;
  }

  public URI url() {
    return url;
  }

  public String name() {
    return name;
  }

  public synchronized Rank rank(final long bestHead, final Duration staleAfter) {
    final long now = clock.millis();
    if (wrongChain.isPresent()) {
      return Rank.WRONG_CHAIN;
    }
    if (leaveAloneUntil > now) {
      return Rank.LEFT_ALONE;
    }
    if (distrustUntil > now) {
      return Rank.DISTRUSTED;
    }
    if (restUntil > now) {
      return Rank.RESTING;
    }
    return isStale(bestHead, staleAfter) ? Rank.STALE : Rank.GOOD;
  }

  private boolean isStale(final long bestHead, final Duration staleAfter) {
    return head >= 0 && head < bestHead && headSeen - headAdvanced > staleAfter.toMillis();
  }

  /** How long it still wants to be left alone. */
  synchronized Duration leaveAlone() {
    return Duration.ofMillis(Math.max(0, leaveAloneUntil - clock.millis()));
  }

  /** It loses its turn, for longer each time. */
  public synchronized void failed(final L1EndpointException why) {
    final long now = clock.millis();
    if (failures == 0) {
      failingSince = now;
    }
    failures++;
    restUntil = now + REST.after(failures).toMillis();
    why.retryAfter().ifPresent(time -> leaveAloneUntil = now + time.toMillis());
    lastError = why.getMessage().substring(name.length() + 2);
    lastErrorMillis = now;
    // Whoever answers after a failure may be somebody else behind the same name.
    chainChecked = false;
  }

  /** What it said does not fit. */
  public synchronized void distrust(final L1EndpointException why) {
    failed(why);
    final long now = clock.millis();
    // Long ago is forgiven.
    distrusts = now - distrustUntil > MAX_DISTRUST.toMillis() ? 0 : distrusts;
    distrusts++;
    distrustUntil = now + DISTRUST.after(distrusts).toMillis();
  }

  synchronized void succeeded() {
    failures = 0;
    restUntil = 0;
  }

  synchronized void lacks(final String method) {
    lacks.add(method);
  }

  public synchronized boolean needsChainCheck() {
    return !chainChecked;
  }

  synchronized void chainFound(final long found, final long expected) {
    chainChecked = found == expected;
    wrongChain = chainChecked ? OptionalLong.empty() : OptionalLong.of(found);
    if (!chainChecked) {
      lastError = "it is of chain %d, expected %d".formatted(found, expected);
      lastErrorMillis = clock.millis();
    }
  }

  public synchronized void sawHead(final long number) {
    headSeen = clock.millis();
    if (head < 0 || number > head) {
      headAdvanced = headSeen;
    }
    head = number;
  }

  /** Empty when there was none. */
  public synchronized String lastError() {
    return lastError;
  }

  /** Number of its newest block; below 0 when it never told. */
  public synchronized long head() {
    return head;
  }

  /** Since when its head stands still, as far as it was looked at; milliseconds. */
  public synchronized long headStandsMillis() {
    return headSeen - headAdvanced;
  }

  public synchronized EndpointHealth health(final Rank rank) {
    return new EndpointHealth(
        name,
        rank.name(),
        head,
        headAdvanced,
        failures == 0 ? 0 : failingSince,
        lastError,
        lastErrorMillis,
        Set.copyOf(lacks));
  }
}
