/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.limit.WireLimits;

/**
 * Another peer that does nothing wrong: it replays the chain's first blocks again and again, on one
 * connection after another since a connection takes one request, and counts what it gets.
 */
final class Bystander implements AutoCloseable {
  static final String NO_KEY = "needs a second --key-file for the peer that watches";

  /** Most blocks of one replay. */
  private static final int MAX_BLOCKS = 1024;

  /** Pause after a connection that failed. */
  private static final long RETRY_MILLIS = 20;

  /** A pause at the end of the chain that says: no further block. */
  private static final Duration HEAD_PAUSE = Duration.ofMillis(300);

  private final Lab lab;
  private final Lab.Way way;
  private final long blocks;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final Thread worker;
  private volatile boolean stopped;
  private volatile String lastFailure = "";

  /** What it got in some time. */
  record Rate(double blocksPerSecond, double megabytesPerSecond) {
    double percentOf(final Rate other) {
      return other.blocksPerSecond() == 0 ? 0 : 100 * blocksPerSecond / other.blocksPerSecond();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%.0f blocks/s (%.2f MB/s)", blocksPerSecond, megabytesPerSecond);
    }
  }

  /**
   * @param before without any load
   * @param during the load
   * @param control beside a thread that burns the processor time that the load's own thread took
   * @param share that time, as a part of one processor
   * @param honest beside a peer that does what the bystander does, as fast as it can
   */
  record Rates(Rate before, Rate during, Rate control, double share, Rate honest) {
    /** What the load left of the control: what is missing is what the node did for the attacker. */
    double percent() {
      return during.percentOf(control);
    }
  }

  private Bystander(final Lab lab, final Lab.Way way, final long blocks) {
    this.lab = lab;
    this.way = way;
    this.blocks = blocks;
    this.worker = Thread.ofPlatform().daemon().name("probe-bystander").start(this::work);
  }

  /**
   * Looks how many blocks there are, and starts.
   *
   * @throws Violation it gets no blocks even now
   */
  static Bystander start(final Lab lab) throws ConnectFailure, Violation, InterruptedException {
    final ReplayStream stream;
    try (ProbeConnection connection = lab.connectBystander()) {
      stream = open(lab, connection);
      final Reading first = lab.read(connection, stream, 1, lab.settings().timeout());
      if (first.trouble().isPresent()) {
        throw new Violation("a second peer gets no blocks: " + first.what());
      }
      final Reading all = lab.read(connection, stream, MAX_BLOCKS, HEAD_PAUSE);
      if (all.troubleButSilence().isPresent()) {
        throw new Violation("a second peer: " + all.what());
      }
    }
    return new Bystander(lab, lab::connectBystanderOnce, Math.min(stream.records(), MAX_BLOCKS));
  }

  /** Another peer that does the same, from where the other checks connect. */
  Bystander twin() {
    return new Bystander(lab, lab::connect, blocks);
  }

  private static ReplayStream open(final Lab lab, final ProbeConnection connection) {
    Lab.request(connection, lab.settings().from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
    return lab.stream(connection, lab.settings().from(), WireLimits.MAX_BLOCKS_PER_MESSAGE);
  }

  private void work() {
    try {
      while (!stopped) {
        if (!replayOnce()) {
          failures.incrementAndGet();
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (final InterruptedException e) {
      stopped = true;
    }
  }

  private boolean replayOnce() throws InterruptedException {
    try (ProbeConnection connection = way.open()) {
      final ReplayStream stream = open(lab, connection);
      final Optional<String> trouble =
          lab.read(connection, stream, blocks, lab.settings().timeout()).trouble();
      received.addAndGet(stream.records());
      bytes.addAndGet(stream.bytes());
      trouble.ifPresent(what -> lastFailure = what);
      return trouble.isEmpty();
    } catch (final ConnectFailure e) {
      lastFailure = e.getMessage();
      if (e.isRefused()) {
        refusals.incrementAndGet();
      }
      return false;
    }
  }

  /** Its rate over that time from now on. */
  Rate measure(final Duration window) throws InterruptedException {
    final long start = System.nanoTime();
    final long blocksBefore = received.get();
    final long bytesBefore = bytes.get();
    Thread.sleep(window);
    final double seconds = (System.nanoTime() - start) / 1e9;
    return new Rate(
        (received.get() - blocksBefore) / seconds, (bytes.get() - bytesBefore) / seconds / 1e6);
  }

  /** How often the node closed its connection at once. */
  long refusals() {
    return refusals.get();
  }

  /** For people: how often a replay of it failed, and how the last time. */
  String failures() {
    return failures.get() == 0
        ? "no replay of it failed"
        : "%d replays of it failed, the last: %s".formatted(failures.get(), lastFailure);
  }

  /** Did the rate stay above the user's minimum? */
  static Outcome judge(final Lab lab, final Rates rates, final String what) {
    final double percent = rates.percent();
    final double alone = rates.during().percentOf(rates.before());
    final double besideHonest = rates.during().percentOf(rates.honest());
    return Outcome.of(
            percent >= lab.settings().minRatePercent(),
            String.format(
                Locale.ROOT,
                "another peer replayed %s before, %s meanwhile (%.0f %%), %s beside an honest peer that"
                    + " does the same (%.0f %%) and %s beside a thread that only burns what the"
                    + " attacker's took, %.0f %% of a processor: %.0f %%, at least %d %% wanted; %s",
                rates.before(),
                rates.during(),
                alone,
                rates.honest(),
                besideHonest,
                rates.control(),
                100 * rates.share(),
                percent,
                lab.settings().minRatePercent(),
                what))
        .with("bystanderBlocksPerSecondBefore", rates.before().blocksPerSecond())
        .with("bystanderBlocksPerSecondDuring", rates.during().blocksPerSecond())
        .with("bystanderBlocksPerSecondControl", rates.control().blocksPerSecond())
        .with("attackerProcessorPercent", 100 * rates.share())
        .with("bystanderBlocksPerSecondBesideHonest", rates.honest().blocksPerSecond())
        .with("bystanderPercentOfAlone", alone)
        .with("bystanderPercentOfBesideHonest", besideHonest)
        .with("bystanderPercent", percent);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    worker.interrupt();
    worker.join();
  }
}
