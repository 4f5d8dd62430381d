/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.session.Upstream;

/**
 * The configured main nodes as sources of the replay, tried in turn: one is asked while it brings
 * blocks; when it is silent for a moment another is asked besides, and whoever has the next block
 * feeds the chain. One that failed is left alone for a while, each time longer. Nobody else is ever
 * asked. Thread-safe.
 */
final class ReplaySources implements Upstream {
  private final Map<Bytes, ReplaySource> sources = new LinkedHashMap<>();
  private final ReplayTimes times;
  private final LongSupplier nanoTime;
  private final Runnable onFree;
  private OptionalLong badSince = OptionalLong.empty();

  /**
   * @param mainNodes node ids
   * @param nanoTime of a monotonic clock
   * @param onFree called when another may be asked, to wake up those who wait
   */
  ReplaySources(
      final Collection<Bytes> mainNodes,
      final ReplayTimes times,
      final LongSupplier nanoTime,
      final Runnable onFree) {
    this.times = times;
    this.nanoTime = nanoTime;
    this.onFree = onFree;
    mainNodes.forEach(id -> sources.put(id, new ReplaySource(id, times)));
  }

  ReplayTimes times() {
    return times;
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  boolean contains(final Bytes peerId) {
    return sources.containsKey(peerId);
  }

  @Override
  public synchronized boolean tryAcquire(final Bytes peerId, final Object candidate) {
    final ReplaySource source = sources.get(peerId);
    final long now = nanoTime.getAsLong();
    if (source == null
        || source.isAsked()
        || source.isResting(now)
        || sources.values().stream().anyMatch(other -> other.isLively(now))) {
      return false;
    }
    source.ask(candidate, now);
    return true;
  }

  @Override
  public void release(final Object candidate) {
    boolean freed = false;
    synchronized (this) {
      for (final ReplaySource source : sources.values()) {
        freed |= source.release(candidate);
      }
    }
    if (freed) {
      onFree.run();
    }
  }

  /** A block of that main node was taken. */
  synchronized void took(final Bytes peerId) {
    with(peerId).ifPresent(source -> source.took(nanoTime.getAsLong()));
  }

  /** Whether this node's own chain is ahead of what that main node brings. */
  synchronized void behind(final Bytes peerId, final boolean isBehind) {
    with(peerId).ifPresent(source -> source.behind(isBehind));
  }

  /** What that main node did cannot be accepted. */
  synchronized void failed(final Bytes peerId, final String why) {
    with(peerId).ifPresent(source -> source.failed(why, nanoTime.getAsLong()));
  }

  /** Another main node may have more luck; it says nothing against this one. */
  synchronized void rest(final Bytes peerId, final String why) {
    with(peerId).ifPresent(source -> source.rest(why, times.restMin(), nanoTime.getAsLong()));
  }

  private Optional<ReplaySource> with(final Bytes peerId) {
    return Optional.ofNullable(sources.get(peerId));
  }

  /** Whether all that are asked are silent for longer than any idle chain could hide. */
  synchronized boolean isSilent() {
    final long now = nanoTime.getAsLong();
    return sources.values().stream().noneMatch(source -> source.isGood(now, times.overdue()));
  }

  /**
   * Why no blocks come, once that lasts.
   *
   * @param longestGap of the own chain's newest blocks, in seconds
   */
  synchronized Optional<String> trouble(final OptionalLong longestGap) {
    final long now = nanoTime.getAsLong();
    final Duration overdue = overdue(longestGap);
    if (sources.isEmpty()
        || sources.values().stream().anyMatch(source -> source.isGood(now, overdue))) {
      badSince = OptionalLong.empty();
      return Optional.empty();
    }
    if (badSince.isEmpty()) {
      badSince = OptionalLong.of(now);
    }
    return now - badSince.getAsLong() < times.worry().toNanos()
        ? Optional.empty()
        : Optional.of(
            "no blocks come from the configured main nodes, this node follows L1 meanwhile (%s)"
                .formatted(
                    sources.values().stream()
                        .map(source -> source.describe(now))
                        .collect(Collectors.joining("; "))));
  }

  private Duration overdue(final OptionalLong longestGap) {
    if (longestGap.isEmpty()) {
      // Too young a chain to know its pace: only other signs count.
      return Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000L);
    }
    final Duration late = Duration.ofSeconds(longestGap.getAsLong() * ReplayTimes.GAPS);
    return late.compareTo(times.overdue()) > 0 ? late : times.overdue();
  }
}
