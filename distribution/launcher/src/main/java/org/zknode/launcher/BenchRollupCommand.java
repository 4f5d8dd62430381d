/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.bench.rollup.Conditions;
import org.zknode.bench.rollup.RollupBench;
import org.zknode.bench.rollup.RollupBench.Part;
import org.zknode.bench.rollup.RollupFigures;
import org.zknode.bench.rollup.RollupReport;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zknode bench-rollup}. */
@Command(
    name = "bench-rollup",
    mixinStandardHelpOptions = true,
    description =
        "Measures the rollup next to what Besu does with the same blocks: sequencer and engine path, follower and full sync, derivation from L1, pool and COPY; and, when asked for, how much data gets to L1.")
public final class BenchRollupCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;
  private static final int MAX_BATCHES = 100_000;
  private static final int MAX_TRANSACTIONS = 1_000_000;
  private static final int MAX_BYTES = 1_000_000;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  @Mixin EngineChoice engine = new EngineChoice();

  @Option(
      names = "--seconds",
      paramLabel = "<seconds>",
      description =
          "How long the sequencer is measured; a third of it on top is warm-up (default: ${DEFAULT-VALUE})")
  int seconds = 30;

  @Option(
      names = "--only",
      paramLabel = "<part>",
      split = ",",
      description =
          "Only these of sequencer, follower, derivation, pool, settlement; the follower brings the sequencer along (default: all but settlement, which takes five minutes)")
  List<String> only = List.of();

  @Option(
      names = "--batches",
      paramLabel = "<count>",
      split = ",",
      description = "Batches on L1 that are derived, ascending (default: 10,100,1000)")
  List<Integer> batches = List.of(10, 100, 1000);

  @Option(
      names = "--transactions",
      paramLabel = "<count>",
      description = "Transactions that are stored in the pool (default: ${DEFAULT-VALUE})")
  int transactions = 10_000;

  @Option(
      names = "--bytes-per-second",
      paramLabel = "<bytes>",
      description =
          "Data offered for settlement on an L1 with blocks of 12 s and 60 million gas (default: ${DEFAULT-VALUE})")
  int bytesPerSecond = 40_000;

  @Option(names = "--json", description = "Print one JSON object instead of a table")
  boolean json;

  BenchRollupCommand(
      final PrintStream out, final PrintStream err, final Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    EngineChoice.require("--seconds", seconds, MAX_SECONDS);
    EngineChoice.require("--transactions", transactions, MAX_TRANSACTIONS);
    EngineChoice.require("--bytes-per-second", bytesPerSecond, MAX_BYTES);
    requireAscending();
    final Set<Part> parts = parts();
    final CountDownLatch stopped = new CountDownLatch(1);
    try (DevnetSession session = DevnetSession.open(stopped)) {
      final RollupBench bench =
          new RollupBench(engine.options(environment), DevnetHome.fromSystemProperties(), err);
      final Conditions conditions = bench.conditions();
      final RollupFigures figures =
          bench.run(
              session,
              parts,
              new RollupBench.Size(
                  1 + seconds / 3, seconds, batches, transactions, bytesPerSecond));
      // Only figures go to standard output.
      final RollupReport report = new RollupReport(out);
      if (json) {
        report.json(conditions, figures);
      } else {
        report.table(conditions, figures);
      }
      return 0;
    } finally {
      stopped.countDown();
    }
  }

  private void requireAscending() {
    int last = 0;
    for (final int count : batches) {
      EngineChoice.require("--batches", count, MAX_BATCHES);
      if (count <= last) {
        throw new LauncherException("--batches is ascending, not %s".formatted(batches));
      }
      last = count;
    }
  }

  private Set<Part> parts() {
    if (only.isEmpty()) {
      return EnumSet.complementOf(EnumSet.of(Part.SETTLEMENT));
    }
    final Set<Part> parts = EnumSet.noneOf(Part.class);
    for (final String name : only) {
      try {
        parts.add(Part.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (final IllegalArgumentException e) {
        throw new LauncherException(
            "--only is of sequencer, follower, derivation, pool and settlement, not '%s'"
                .formatted(name),
            e);
      }
    }
    return parts;
  }
}
