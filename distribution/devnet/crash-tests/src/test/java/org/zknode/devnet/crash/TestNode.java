/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devprover.BatchOutcome;
import org.zknode.devprover.Fault;
import org.zknode.devprover.ProverThread;
import org.zknode.embedded.AnvilEngine;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.node.RollupNodeFactory;
import org.zknode.rollup.node.StartupException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.LocalExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** One node of the test: dies at crash points, and is started again on what it left behind. */
final class TestNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestNode.class);

  private final String name;
  private final Supplier<NodeConfig> configs;
  private final PrivateKey key;
  private final CrashPlan plan;
  private final Told told;
  private final StateStore state;
  private final Databases databases;
  private final Clock clock;
  private final Path anvil;
  private final Path genesis;
  private final Path dataDirectory;
  private AnvilEngine engine;
  private Optional<Running> running = Optional.empty();
  private int deaths;
  private CompletableFuture<RlpxConnection> dialling = CompletableFuture.completedFuture(null);
  private Fault proverFault = Fault.NONE;

  private record Running(
      NodeConfig config,
      Incarnation life,
      RollupNode node,
      RlpxServer rlpx,
      Optional<ProverThread> prover) {}

  /** What is the same for all nodes. */
  record Host(Path anvil, Path genesis, Path directory, CrashPlan plan, Clock clock, Told told) {}

  TestNode(
      final String name,
      final Supplier<NodeConfig> configs,
      final PrivateKey key,
      final Host host,
      final StateStore state,
      final Databases databases) {
    this.state = state;
    this.name = name;
    this.configs = configs;
    this.key = key;
    this.plan = host.plan();
    this.told = host.told();
    this.databases = databases;
    this.clock = host.clock();
    this.anvil = host.anvil();
    this.genesis = host.genesis();
    this.dataDirectory = host.directory().resolve(name);
    this.engine = openEngine();
  }

  private AnvilEngine openEngine() {
    try {
      return new AnvilEngine(anvil, genesis, dataDirectory);
    } catch (final EngineException e) {
      // An anvil may die by itself on a loaded machine; the next one replays the journal too.
      LOG.info("the engine of the {} node is started again", name, e);
      return new AnvilEngine(anvil, genesis, dataDirectory);
    }
  }

  /** The engine as it is, not as the node sees it. */
  ExecutionEngine engine() {
    return engine;
  }

  Optional<RollupNode> node() {
    return running.filter(process -> !process.life().isDead()).map(Running::node);
  }

  int deaths() {
    return deaths;
  }

  /**
   * Starts it when it does not run, after clearing away what is left of a dead one.
   *
   * @throws AssertionError it runs and is halted, or cannot start
   */
  void tend() {
    if (running.isPresent() && running.get().life().isDead()) {
      bury();
    }
    if (running.isEmpty()) {
      start();
    }
    requireNotHalted();
  }

  private void requireNotHalted() {
    final NodeStatus.Snapshot status = running.orElseThrow().node().status().snapshot();
    if (!status.halts().isEmpty() && !running.get().life().isDead()) {
      throw new AssertionError("the %s node is halted: %s".formatted(name, status.halts()));
    }
  }

  private void start() {
    final NodeConfig config = configs.get();
    final Incarnation life =
        new Incarnation(name, plan, () -> databases.cutSessions(name), new WriteAhead(state));
    final RollupNode node =
        RollupNodeFactory.create(
            config,
            life.decorate(ExecutionEngine.class, engine),
            Metrics.none(),
            clock,
            new MortalPorts(life, told));
    try {
      final RlpxServer rlpx =
          RlpxServer.builder()
              .key(key)
              .clientId("crash-test")
              .bind("127.0.0.1", 0)
              .capabilities(RlpxZksTransport.capabilities(node.zksCapabilities()))
              .handler(new RlpxZksTransport(node.zksHandler()))
              .start();
      running = Optional.of(new Running(config, life, node, rlpx, Optional.empty()));
      node.start();
      running = Optional.of(new Running(config, life, node, rlpx, prover(config)));
    } catch (final Crash e) {
      requireDead(life, e);
    } catch (final StartupException e) {
      requireDead(life, e);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final UncheckedIOException e) {
      // Somebody else was faster to take the free port.
      LOG.info("the {} node is started again", name, e);
      life.die("start");
    }
  }

  private void requireDead(final Incarnation life, final Throwable e) {
    if (!life.isDead()) {
      throw new AssertionError("the %s node does not start".formatted(name), e);
    }
  }

  private Optional<ProverThread> prover(final NodeConfig config) {
    return config
        .aggregator()
        .map(
            aggregator ->
                ProverThread.start(
                    aggregator.port(), "prover-" + proverFault.name(), proverFault, this::outcome));
  }

  private BatchOutcome outcome(final long number) {
    final Batch batch = state.read(tx -> tx.batches().find(number)).orElseThrow();
    return new BatchOutcome(
        batch.stateRoot(), new LocalExitRoots(engine, state).after(batch.lastBlock()));
  }

  /** Another prover takes the place of the one at work. */
  void changeProver(final Fault fault) {
    proverFault = fault;
    final Running process = running.orElseThrow();
    process.prover().ifPresent(TestNode::closeProver);
    running =
        Optional.of(
            new Running(
                process.config(),
                process.life(),
                process.node(),
                process.rlpx(),
                process.life().isDead() ? Optional.empty() : prover(process.config())));
  }

  /** Its process dies now, and something happens to its engine's data before the next start. */
  void dieAnd(final Consumer<ExecutionEngine> damage) {
    running.ifPresent(process -> process.life().die("from outside"));
    if (running.isPresent()) {
      bury();
    }
    damage.accept(engine);
  }

  private void bury() {
    final Running dead = running.orElseThrow();
    deaths++;
    close(dead);
    databases.passOver(name);
    running = Optional.empty();
    dialling = CompletableFuture.completedFuture(null);
    engine.close();
    engine = openEngine();
  }

  private static void close(final Running process) {
    process.rlpx().close();
    process.prover().ifPresent(TestNode::closeProver);
    process.node().close();
  }

  private static void closeProver(final ProverThread prover) {
    try {
      prover.close();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Enode enode() {
    return running.orElseThrow().rlpx().enode();
  }

  /** Dials when there is no connection. */
  void connectTo(final TestNode other) {
    final RlpxServer rlpx = running.orElseThrow().rlpx();
    if (rlpx.connections().isEmpty() && dialling.isDone() && other.node().isPresent()) {
      dialling = rlpx.dial(other.enode());
    }
  }

  /** Ends all connections. */
  void disconnect() {
    running
        .orElseThrow()
        .rlpx()
        .connections()
        .forEach(connection -> connection.disconnect(DisconnectReason.REQUESTED));
  }

  /** For the message of a test that waits in vain. */
  String describe() {
    return running
        .map(
            process ->
                "%s (died %d times, head %d%s): %s"
                    .formatted(
                        name,
                        deaths,
                        engine.head().number(),
                        process.life().isDead() ? ", dead" : "",
                        process.node().status().snapshot().reasons().stream()
                            .map(reason -> reason.key() + ": " + reason.text())
                            .collect(Collectors.joining("; "))))
        .orElse(name + " does not run");
  }

  @Override
  public void close() {
    running.ifPresent(TestNode::close);
    running = Optional.empty();
    engine.close();
  }
}
