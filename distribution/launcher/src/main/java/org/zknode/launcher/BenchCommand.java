/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.bench.load.Bench;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zknode bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures a devnet: sustained transactions and blocks per second of the sequencer, replay import of the external node.")
public final class BenchCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  @Mixin EngineChoice engine = new EngineChoice();

  @Option(
      names = "--seconds",
      paramLabel = "<seconds>",
      description = "How long the sequencer is measured (default: ${DEFAULT-VALUE})")
  int seconds = 30;

  BenchCommand(
      final PrintStream out, final PrintStream err, final Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > 3600) {
      throw new LauncherException("--seconds is from 1 to 3600, not %d".formatted(seconds));
    }
    final CountDownLatch stopped = new CountDownLatch(1);
    try (DevnetSession session = DevnetSession.open(stopped)) {
      // Only figures go to standard output.
      final Devnet devnet =
          session.start(
              engine.options(environment).forBench(), DevnetHome.fromSystemProperties(), err);
      new Bench(devnet, out).run(Duration.ofSeconds(seconds));
      return 0;
    } finally {
      stopped.countDown();
    }
  }
}
