/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.plugin.options.AggregatorOptions;
import org.zknode.plugin.options.BridgeOptions;
import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.SequencerOptions;
import org.zknode.plugin.options.SynchronizerOptions;
import org.zknode.plugin.options.VerifierOptions;
import org.zknode.plugin.options.ZknodeOptions;
import org.zknode.plugin.options.ZksOptions;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNodeFactory;
import org.zknode.rollup.node.StartupException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The process: parses flags, starts the host, stops it on SIGTERM or SIGINT. */
@Command(
    name = "embedded-node",
    mixinStandardHelpOptions = true,
    description = "A zk-rollup node on anvil, for development. Not for production.")
public final class EmbeddedNode implements Callable<Integer> {
  /** Shown in Hello and by web3_clientVersion. */
  static final String CLIENT_ID = "zknode/v0.1.0/embedded";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNode.class);

  private final NodeFactory factory;
  private final PrintWriter err;

  @Mixin private final EmbeddedOptions options = new EmbeddedOptions();
  @Mixin private final ZknodeOptions zknode = new ZknodeOptions();
  @Mixin private final ZksOptions zks = new ZksOptions();
  @Mixin private final SequencerOptions sequencer = new SequencerOptions();
  @Mixin private final SynchronizerOptions synchronizer = new SynchronizerOptions();
  @Mixin private final AggregatorOptions aggregator = new AggregatorOptions();
  @Mixin private final VerifierOptions verifier = new VerifierOptions();
  @Mixin private final BridgeOptions bridge = new BridgeOptions();

  EmbeddedNode(final NodeFactory factory, final PrintWriter err) {
    this.factory = factory;
    this.err = err;
  }

  /** Entry point of the process. */
  public static void main(final String... args) {
    final PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(RollupNodeFactory::create, err, args));
  }

  /** Exit code 0 after a stop by signal, 1 when it cannot start. */
  static int run(final NodeFactory factory, final PrintWriter err, final String... args) {
    return commandLine(factory, err)
        .setParameterExceptionHandler(
            (exception, given) -> {
              err.println(exception.getMessage());
              err.flush();
              return 1;
            })
        .execute(args);
  }

  /** All options. */
  public static CommandLine commandLine(final PrintWriter err) {
    return commandLine(RollupNodeFactory::create, err);
  }

  private static CommandLine commandLine(final NodeFactory factory, final PrintWriter err) {
    return new CommandLine(new EmbeddedNode(factory, err)).setErr(err);
  }

  @Override
  public Integer call() {
    LOG.warn(
        "THE EMBEDDED ENGINE (ANVIL) IS FOR DEVELOPMENT AND TESTS. DO NOT USE IT IN PRODUCTION:"
            + " run the plugin on Hyperledger Besu there.");
    final CountDownLatch stop = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);
    try {
      final NodeConfig config =
          zknode.toNodeConfig(
              new RoleOptions(zks, sequencer, synchronizer, aggregator, verifier, bridge));
      try (EmbeddedHost host = EmbeddedHost.start(options, config, factory)) {
        Runtime.getRuntime()
            .addShutdownHook(
                Thread.ofPlatform().name("stop").unstarted(() -> awaitStopped(stop, stopped)));
        stop.await();
        LOG.info("stopping {}", host.rpcUrl());
      }
      return 0;
    } catch (final StartupException | EngineException | IOException | IllegalArgumentException e) {
      err.println("embedded-node cannot start: " + e.getMessage());
      err.flush();
      LOG.debug("start failed", e);
      return 1;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      stopped.countDown();
    }
  }

  private static void awaitStopped(final CountDownLatch stop, final CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
