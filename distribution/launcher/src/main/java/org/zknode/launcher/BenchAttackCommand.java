/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.bench.attack.AttackBench;
import org.zknode.bench.attack.AttackReport;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zknode bench-attack}. */
@Command(
    name = "bench-attack",
    mixinStandardHelpOptions = true,
    description =
        "Attacks a devnet of its own and prints what honest users notice: inclusion time, blocks, batches and verified batches a minute before and during each attack, how far external nodes are behind, and what the attackers paid. Exit code 1 when an aim is missed.")
public final class BenchAttackCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  @Mixin EngineChoice engine = new EngineChoice();

  @Option(
      names = "--seconds",
      paramLabel = "<seconds>",
      description = "How long each attack is (default: ${DEFAULT-VALUE})")
  int seconds = 300;

  @Option(
      names = "--before",
      paramLabel = "<seconds>",
      description =
          "How long honest users are alone before each attack, not more than --seconds (default: ${DEFAULT-VALUE})")
  int before = 60;

  @Option(
      names = "--attacks",
      paramLabel = "<attack>",
      split = ",",
      description = "Only these (default: all; an unknown name lists them)")
  List<String> attacks = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of a table")
  boolean json;

  BenchAttackCommand(
      final PrintStream out, final PrintStream err, final Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    EngineChoice.require("--seconds", seconds, MAX_SECONDS);
    EngineChoice.require("--before", before, MAX_SECONDS);
    final List<String> wanted = attacks.isEmpty() ? AttackBench.names() : attacks;
    for (final String name : wanted) {
      if (!AttackBench.names().contains(name)) {
        throw new LauncherException(
            "--attacks is of %s, not '%s'".formatted(String.join(", ", AttackBench.names()), name));
      }
    }
    final CountDownLatch stopped = new CountDownLatch(1);
    try (DevnetSession session = DevnetSession.open(stopped)) {
      // Only figures go to standard output.
      final Devnet devnet =
          session.start(engine.options(environment), DevnetHome.fromSystemProperties(), err);
      final AttackReport report =
          new AttackBench(
                  devnet,
                  Duration.ofSeconds(Math.min(before, seconds)),
                  Duration.ofSeconds(seconds),
                  err)
              .run(wanted);
      if (json) {
        report.json(out);
      } else {
        report.table(out);
      }
      return report.misses().isEmpty() ? 0 : 1;
    } finally {
      stopped.countDown();
    }
  }
}
