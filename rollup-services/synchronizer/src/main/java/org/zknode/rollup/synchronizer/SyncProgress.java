/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.NodeStatus;

/**
 * Says how far a long synchronization from L1 is, and how long it will take: a line in the log
 * every few seconds, and the same text in the node's status. Short ones say nothing.
 */
public final class SyncProgress {
  /** Key of {@link NodeStatus#degraded} while the node is far behind L1. */
  public static final String DEGRADED_KEY = "l1-sync";

  /** Between two lines. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Fewer L1 blocks take seconds. */
  static final long FAR_BEHIND_BLOCKS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(SyncProgress.class);

  /** Where the text goes besides the log. */
  public interface Report {
    /** Nowhere. */
    Report NONE =
        new Report() {
          @Override
          public void behind(final String text) {
            LOG.debug(text);
          }

          @Override
          public void atHead() {
            LOG.debug("at L1's head");
          }
        };

    /** Into the node's status. */
    static Report to(final NodeStatus status) {
      return new Report() {
        @Override
        public void behind(final String text) {
          status.degraded(DEGRADED_KEY, text);
        }

        @Override
        public void atHead() {
          status.recovered(DEGRADED_KEY);
        }
      };
    }

    void behind(String text);

    void atHead();
  }

  private record Run(long firstBlock, long startMillis, long lastLineMillis) {}

  private final Clock clock;
  private final Report report;
  private Optional<Run> run = Optional.empty();

  public SyncProgress(final Clock clock, final Report report) {
    this.clock = clock;
    this.report = report;
  }

  void reached(final long block, final long head) {
    final long now = clock.millis();
    if (run.isEmpty()) {
      if (head - block < FAR_BEHIND_BLOCKS) {
        return;
      }
      // The first range is not part of the rate: connections were made for it.
      run = Optional.of(new Run(block, now, now));
      say(String.format(Locale.ROOT, "synchronizing from L1: block %,d of %,d", block, head));
      return;
    }
    if (block == head) {
      atHead();
    } else if (now - run.get().lastLineMillis() >= INTERVAL.toMillis()) {
      say(line(run.get(), block, head, now));
      run = Optional.of(new Run(run.get().firstBlock(), run.get().startMillis(), now));
    }
  }

  void atHead() {
    if (run.isPresent()) {
      LOG.info(
          "synchronized from L1 in {}",
          Duration.ofMillis(clock.millis() - run.get().startMillis()));
      run = Optional.empty();
      report.atHead();
    }
  }

  private void say(final String text) {
    LOG.info(text);
    report.behind(text);
  }

  static String line(
      final long firstBlock,
      final long startMillis,
      final long block,
      final long head,
      final long nowMillis) {
    final double seconds = Math.max(1, nowMillis - startMillis) / 1000.0;
    final double rate = Math.max(block - firstBlock, 0) / seconds;
    final String estimate =
        rate > 0
            ? "about " + Duration.ofSeconds(Math.round((head - block) / rate))
            : "unknown time";
    return String.format(
        Locale.ROOT,
        "synchronizing from L1: block %,d of %,d (%.1f %%), %,.0f blocks/s, %s left",
        block,
        head,
        100.0 * block / head,
        rate,
        estimate);
  }

  private static String line(final Run run, final long block, final long head, final long now) {
    return line(run.firstBlock(), run.startMillis(), block, head, now);
  }
}
