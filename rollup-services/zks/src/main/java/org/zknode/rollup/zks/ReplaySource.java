/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.service.BackOff;

/** What an external node remembers of one configured main node. Not thread-safe. */
final class ReplaySource {
  /** Bytes of a node id that people are shown. */
  private static final int SHOWN_BYTES = 8;

  private final Bytes id;
  private final ReplayTimes times;
  // The connection that asked; empty while none has.
  private Optional<Object> asked = Optional.empty();
  private long askedAt;
  private long newsAt;
  private boolean news;
  private boolean behind;
  private int failures;
  private long failedAt;
  private long restUntil;
  private boolean resting;
  private String lastWord = "no connection yet";

  ReplaySource(final Bytes id, final ReplayTimes times) {
    this.id = id;
    this.times = times;
  }

  boolean isResting(final long now) {
    resting = resting && now - restUntil < 0;
    return resting;
  }

  boolean isAsked() {
    return asked.isPresent();
  }

  void ask(final Object connection, final long now) {
    asked = Optional.of(connection);
    askedAt = now;
    newsAt = now;
    news = false;
    behind = false;
  }

  /**
   * @return whether it was that connection that asked
   */
  boolean release(final Object connection) {
    if (asked.filter(holder -> holder == connection).isEmpty()) {
      return false;
    }
    asked = Optional.empty();
    behind = false;
    if (failures == 0 && !resting) {
      lastWord = "the connection ended";
    }
    return true;
  }

  void took(final long now) {
    news = true;
    newsAt = now;
    if (failures > 0 && now - failedAt >= times.restMax().toNanos() * 2) {
      failures = 0;
    }
  }

  void behind(final boolean isBehind) {
    behind = isBehind;
  }

  /** It is not asked for a while, each time longer. */
  void failed(final String why, final long now) {
    failures++;
    failedAt = now;
    rest(why, BackOff.doubling(times.restMin(), times.restMax()).after(failures), now);
  }

  void rest(final String why, final Duration pause, final long now) {
    lastWord = why;
    resting = true;
    restUntil = now + pause.toNanos();
  }

  /** Whether nobody else need be asked while this one is. */
  boolean isLively(final long now) {
    return isAsked() && !behind && silence(now) < times.patience().toNanos();
  }

  /** Time without a block, or without one since it was asked, in nanoseconds. */
  long silence(final long now) {
    return now - newsAt;
  }

  /**
   * Whether what there is to bring is brought.
   *
   * @param overdue silence after which a chain that goes on as before would have brought a block
   */
  boolean isGood(final long now, final Duration overdue) {
    return isAsked()
        && !behind
        && silence(now) < overdue.toNanos()
        && (failures == 0 || news || now - askedAt >= times.steady().toNanos());
  }

  /** A main node's name for people: the same whatever connection it comes by. */
  static String shown(final Bytes id) {
    return id.slice(0, Math.min(id.size(), SHOWN_BYTES)).toHexString();
  }

  /** For people. */
  String describe(final long now) {
    final String word;
    if (isAsked() && behind) {
      word = "brings nothing, while this node has later blocks";
    } else if (isAsked() && (news || failures == 0)) {
      word = "brought nothing for %d s".formatted(silence(now) / 1_000_000_000L);
    } else {
      word = lastWord;
    }
    return "%s: %s".formatted(shown(id), word);
  }
}
