/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.zknode.bench.load.PoolBench;
import org.zknode.bench.load.SettlementBench;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetOptions;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.DevnetSetup;
import org.zknode.devnet.FreePorts;

/** The whole run: what the rollup does on this machine, next to what Besu does with the same. */
public final class RollupBench {
  private static final String POOL = "pool";
  private static final String SETTLEMENT = "settlement";

  /** Two minutes of L1. */
  private static final int SETTLED_BLOCKS = 10;

  /** Nodes that share the pool DB. */
  private static final int POOL_NODES = 3;

  /** Parts of a run; each works without the others, but for the follower, which needs a chain. */
  public enum Part {
    SEQUENCER,
    FOLLOWER,
    DERIVATION,
    POOL,
    /** Takes minutes of an L1 with blocks of 12 seconds. */
    SETTLEMENT
  }

  /**
   * How much is measured.
   *
   * @param seconds of the sequencer at one block per second
   * @param batches on L1 when the chain is derived, ascending
   * @param poolTransactions stored in the pool DB
   * @param settledBytes of transactions a second, while it is looked at what gets to L1
   */
  public record Size(
      int warmUpSeconds,
      int seconds,
      List<Integer> batches,
      int poolTransactions,
      int settledBytes) {
    public Size {
      batches = List.copyOf(batches);
    }
  }

  private final DevnetOptions options;
  private final DevnetHome home;
  private final PrintStream progress;
  private final RollupFigures figures = new RollupFigures();
  private final int metricsPort = FreePorts.of(1).getFirst();

  /**
   * @param progress what is done now, for the user
   */
  public RollupBench(
      final DevnetOptions options, final DevnetHome home, final PrintStream progress) {
    this.options = options;
    this.home = home;
    this.progress = progress;
  }

  private Map<String, String> metricsFlags() {
    final Map<String, String> flags = new LinkedHashMap<>();
    if (besu().isPresent()) {
      flags.put("--metrics-enabled", "true");
      flags.put("--metrics-port", Integer.toString(metricsPort));
      flags.put("--metrics-categories", "ZKNODE");
    }
    return flags;
  }

  private Map<String, String> mainFlags() {
    final Map<String, String> flags = metricsFlags();
    // Nothing but the measured blocks, and a chain that stands still afterwards.
    flags.put("--plugin-sequencer-empty-block-interval", "PT1H");
    flags.put("--plugin-sequencer-batch-timeout", "PT1H");
    return flags;
  }

  /**
   * Runs the parts in order: sequencer and follower in one devnet, derivation in the next, because
   * the first one's full batches are on L1.
   */
  public RollupFigures run(final DevnetSession session, final Set<Part> parts, final Size size) {
    if (parts.contains(Part.SEQUENCER) || parts.contains(Part.FOLLOWER)) {
      final Devnet devnet = start(session, "sequencer");
      sequencer(devnet, parts, size);
      if (parts.contains(Part.FOLLOWER)) {
        progress.println("follower: replay and full sync ...");
        new FollowerBench(devnet, figures).run(besu());
      }
      session.stop();
    }
    if (parts.contains(Part.DERIVATION)) {
      final Devnet devnet = start(session, "derivation");
      progress.println("derivation from L1 ...");
      devnet.mainNode().close();
      new DerivationBench(devnet, figures).run(size.batches());
      session.stop();
    }
    if (parts.contains(Part.POOL)) {
      progress.println("pool ...");
      new PoolBench((name, value) -> figures.add(POOL, name, value, ""))
          .run(size.poolTransactions(), POOL_NODES);
    }
    if (parts.contains(Part.SETTLEMENT)) {
      settlement(session, size.settledBytes());
    }
    return figures;
  }

  /** With verifiers and provers, and the times of a node's defaults. */
  private void settlement(final DevnetSession session, final int bytesPerSecond) {
    final Map<String, String> flags = metricsFlags();
    flags.put("--plugin-sequencer-sequence-interval", "PT30S");
    flags.put("--plugin-sequencer-batch-timeout", "PT10S");
    final Devnet devnet =
        session.start(
            options.forBench(SETTLEMENT), DevnetSetup.withMainFlags(flags), home, progress);
    progress.println("settlement ...");
    final SettlementBench.Settled seen =
        new SettlementBench(devnet, metrics(devnet)::unsafeBytes)
            .run(bytesPerSecond, SETTLED_BLOCKS);
    session.stop();
    figures.add(SETTLEMENT, "offered", seen.offered(), "bytes/s");
    figures.add(SETTLEMENT, "transactions refused", seen.refused(), "transactions");
    figures.add(SETTLEMENT, "L1 blocks looked at", seen.backlog().size(), "blocks");
    figures.add(SETTLEMENT, "backlog, least", Collections.min(seen.backlog()), "bytes");
    figures.add(SETTLEMENT, "backlog, most", Collections.max(seen.backlog()), "bytes");
    figures.add(SETTLEMENT, "growth of the backlog", seen.growth(), "bytes/s");
    figures.ratio(
        SETTLEMENT, "what got to L1, part of what was offered", 1 - seen.growth() / seen.offered());
  }

  private Devnet start(final DevnetSession session, final String part) {
    return session.start(
        options.forBenchAlone(part), DevnetSetup.withMainFlags(mainFlags()), home, progress);
  }

  private void sequencer(final Devnet devnet, final Set<Part> parts, final Size size) {
    progress.println("sequencer ...");
    final SequencerBench.Built built =
        new SequencerBench(devnet, metrics(devnet), figures)
            .run(size.warmUpSeconds(), size.seconds());
    if (!parts.contains(Part.SEQUENCER)) {
      return;
    }
    if (besu().isPresent()) {
      progress.println("the same blocks by the engine path ...");
      new EnginePathBench(devnet, besu().get(), figures).run(built);
    } else {
      figures.skip(SequencerBench.SECTION, "Besu's engine path: there is no Besu");
    }
  }

  private Optional<Path> besu() {
    return options.engine() == DevnetOptions.Engine.BESU ? options.besuHome() : Optional.empty();
  }

  private NodeMetrics metrics(final Devnet devnet) {
    return new NodeMetrics(
        besu().isPresent()
            ? URI.create("http://127.0.0.1:%d/metrics".formatted(metricsPort))
            : devnet.mainNode().rpc().url().resolve("/metrics"));
  }

  /** What the figures were measured under; ask before {@link #run}. */
  public Conditions conditions() {
    return Conditions.now(options.engine().text(), besu());
  }
}
