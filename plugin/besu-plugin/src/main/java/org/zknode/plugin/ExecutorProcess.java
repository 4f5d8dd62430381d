/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.plugin.options.ExecutorOptions;
import org.zknode.rollup.executor.ExecutorServer;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.witness.StatelessExecutions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * An executor on the libraries of a Besu, without a Besu: {@code zknode executor} starts it. Ends
 * with code 1 and one sentence in the log when it cannot serve.
 */
@Command(name = "executor")
public final class ExecutorProcess implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorProcess.class);

  @Option(names = "--genesis-file", required = true)
  private Path genesis;

  @Mixin private ExecutorOptions options = new ExecutorOptions();

  public static void main(final String[] arguments) {
    System.exit(new CommandLine(new ExecutorProcess()).execute(arguments));
  }

  @Override
  public Integer call() {
    final ExecutorServer server;
    try {
      server =
          new ExecutorServer(
              options.always(Versions.own()),
              StatelessExecutions.find().open(genesis),
              Clock.systemUTC(),
              Metrics.none());
      server.start();
    } catch (final IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      LOG.error("{}", e.getMessage());
      return 1;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("executor-stop").unstarted(server::stop));
    try {
      // Until the process is ended.
      new CountDownLatch(1).await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
