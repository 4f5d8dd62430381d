/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.zknode.rollup.service.BackOff;

/**
 * What is known of provers by their names, over their connections: which are here, what they do,
 * and which get no work for a while because they keep failing. Lives in memory: a restart gives
 * everyone a new chance. Thread-safe, never waits.
 */
final class ProverRoster {
  /**
   * Provers remembered; more than can be connected, so that a quarantine outlives its connection.
   */
  static final int MAX_REMEMBERED = 1024;

  /** A quarantine doubles this many times at the most. */
  static final int MAX_DOUBLINGS = 4;

  /** One prover. Guarded by the roster's lock. */
  private static final class Known {
    private int connections;
    private String remote = "";
    private Optional<String> job = Optional.empty();
    private long done;
    private long failed;
    private int failuresInARow;
    private int quarantines;
    private long quarantinedUntilMillis;
    private String lastFailure = "";

    /** Quarantined for bad proofs, not for what it failed in. */
    private boolean blamed;
  }

  private final ProverRules rules;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Known> known = new LinkedHashMap<>();

  ProverRoster(final ProverRules rules, final Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  void connected(final String name, final String remote) {
    lock.lock();
    try {
      // Put at the end: the order is that of the last connection.
      final Known before = known.remove(name);
      final Known prover = before == null ? new Known() : before;
      known.put(name, prover);
      prover.connections++;
      prover.remote = remote;
      forgetOldest();
    } finally {
      lock.unlock();
    }
  }

  /** Of those that are gone, the one gone longest; one in quarantine only when all are. */
  private void forgetOldest() {
    while (known.size() > MAX_REMEMBERED) {
      final long now = clock.millis();
      final List<String> gone =
          known.entrySet().stream()
              .filter(entry -> entry.getValue().connections == 0)
              .map(Map.Entry::getKey)
              .toList();
      if (gone.isEmpty()) {
        return;
      }
      known
          .keySet()
          .remove(
              gone.stream()
                  .filter(name -> known.get(name).quarantinedUntilMillis <= now)
                  .findFirst()
                  .orElse(gone.getFirst()));
    }
  }

  void disconnected(final String name) {
    lock.lock();
    try {
      of(name).connections--;
    } finally {
      lock.unlock();
    }
  }

  void began(final String name, final String job) {
    lock.lock();
    try {
      of(name).job = Optional.of(job);
    } finally {
      lock.unlock();
    }
  }

  /** The job ended for a reason that is not the prover's. */
  void ended(final String name) {
    lock.lock();
    try {
      of(name).job = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void succeeded(final String name) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.done++;
      prover.failuresInARow = 0;
      prover.quarantines = 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return how long the prover gets no work now, empty when it gets some
   */
  Optional<Duration> failed(final String name, final String why) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.failed++;
      prover.lastFailure = why;
      prover.failuresInARow++;
      if (prover.failuresInARow < rules.quarantineAfter()) {
        return Optional.empty();
      }
      prover.blamed = false;
      return Optional.of(quarantine(prover));
    } finally {
      lock.unlock();
    }
  }

  /** A failure that does not count against the prover. */
  void noted(final String name, final String why) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.failed++;
      prover.lastFailure = why;
    } finally {
      lock.unlock();
    }
  }

  /**
   * One of its failures does not count against it any more.
   *
   * @return whether a quarantine has ended by that
   */
  boolean excuse(final String name) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.failuresInARow = Math.max(0, prover.failuresInARow - 1);
      final boolean ends =
          prover.quarantinedUntilMillis > clock.millis()
              && !prover.blamed
              && prover.failuresInARow < rules.quarantineAfter();
      if (ends) {
        prover.quarantinedUntilMillis = 0;
        prover.quarantines = Math.max(0, prover.quarantines - 1);
      }
      return ends;
    } finally {
      lock.unlock();
    }
  }

  /** Its proofs have shown themselves to be wrong. */
  Duration blame(final String name, final String why) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.lastFailure = why;
      prover.failuresInARow = rules.quarantineAfter();
      prover.blamed = true;
      return quarantine(prover);
    } finally {
      lock.unlock();
    }
  }

  /** It was blamed for what was another's fault. */
  void pardon(final String name) {
    lock.lock();
    try {
      final Known prover = of(name);
      prover.quarantinedUntilMillis = 0;
      prover.failuresInARow = 0;
      prover.quarantines = Math.max(0, prover.quarantines - 1);
    } finally {
      lock.unlock();
    }
  }

  private Duration quarantine(final Known prover) {
    prover.quarantines++;
    final Duration length =
        BackOff.doubling(rules.quarantine(), rules.quarantine().multipliedBy(1L << MAX_DOUBLINGS))
            .after(prover.quarantines);
    prover.quarantinedUntilMillis = clock.millis() + length.toMillis();
    return length;
  }

  boolean isQuarantined(final String name) {
    lock.lock();
    try {
      return of(name).quarantinedUntilMillis > clock.millis();
    } finally {
      lock.unlock();
    }
  }

  /** Connected and not quarantined. */
  boolean isAtWork(final String name) {
    lock.lock();
    try {
      final Known prover = of(name);
      return prover.connections > 0 && prover.quarantinedUntilMillis <= clock.millis();
    } finally {
      lock.unlock();
    }
  }

  /** Names that have a connection now. */
  int connectedNames() {
    return count(prover -> prover.connections > 0);
  }

  /** Names that have a connection and get work now. */
  int namesAtWork() {
    final long now = clock.millis();
    return count(prover -> prover.connections > 0 && prover.quarantinedUntilMillis <= now);
  }

  int quarantined() {
    final long now = clock.millis();
    return count(prover -> prover.quarantinedUntilMillis > now);
  }

  private int count(final java.util.function.Predicate<Known> which) {
    lock.lock();
    try {
      return (int) known.values().stream().filter(which).count();
    } finally {
      lock.unlock();
    }
  }

  private Known of(final String name) {
    return known.computeIfAbsent(name, any -> new Known());
  }

  /** Connected or quarantined provers, for people: at most {@link #MAX_REMEMBERED}. */
  List<ProverView> snapshot() {
    lock.lock();
    try {
      final long now = clock.millis();
      final List<ProverView> views = new ArrayList<>();
      known.forEach(
          (name, prover) -> {
            final boolean quarantined = prover.quarantinedUntilMillis > now;
            if (prover.connections > 0 || quarantined) {
              views.add(
                  new ProverView(
                      name,
                      prover.remote,
                      prover.connections,
                      prover.job,
                      prover.done,
                      prover.failed,
                      quarantined
                          ? Optional.of(Instant.ofEpochMilli(prover.quarantinedUntilMillis))
                          : Optional.empty(),
                      prover.lastFailure));
            }
          });
      return views;
    } finally {
      lock.unlock();
    }
  }
}
