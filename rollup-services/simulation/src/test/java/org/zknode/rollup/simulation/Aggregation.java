/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.aggregator.AggregatorPorts;
import org.zknode.rollup.aggregator.ProverRules;
import org.zknode.rollup.aggregator.SteppedAggregator;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchRecordings.Recorded;

/** The aggregator role of one process, and its connections to the provers. */
final class Aggregation {
  private static final AggregatorConfig CONFIG =
      new AggregatorConfig(
          "unused",
          0,
          Path.of("unused"),
          Terms.OUTSIDER,
          Duration.ofSeconds(20),
          SimProver.LEASE,
          Duration.ofSeconds(4),
          AggregatorConfig.DEFAULT_MAX_INPUT_BYTES,
          ServerAccess.OPEN,
          new ProverRules(5, Duration.ofSeconds(30), BigInteger.ZERO));

  private final SimProcess process;
  private final SteppedAggregator aggregator;
  private final List<SteppedAggregator.Session> sessions = new ArrayList<>();

  Aggregation(final SimProcess process, final L1TransactionManager manager) {
    this.process = process;
    this.aggregator =
        new SteppedAggregator(
            CONFIG,
            Terms.CHAIN,
            Terms.L1,
            Terms.AGGREGATOR.address(),
            process.node().engine().block(0).orElseThrow().stateRoot(),
            new AggregatorPorts(
                process.store,
                process.exitRoots,
                this::told,
                process.l1,
                manager,
                process.status,
                Metrics.none(),
                process.node().clock()));
    process.every(SimProcess.POLL, "aggregator", aggregator::round);
  }

  /** Nobody executes here: what a batch leads to takes the place of its witness. */
  private Optional<Recorded> told(final Batch batch) {
    return Optional.of(
        new Recorded(
            new ExecutionWitness(
                List.of(batch.stateRoot()),
                List.of(process.exitRoots.after(batch.lastBlock())),
                List.of()),
            List.of()));
  }

  /** All provers connect. */
  void start() {
    process.world.provers.forEach(this::connect);
  }

  private void connect(final SimProver prover) {
    if (process.isDead()) {
      return;
    }
    prover.reconnect();
    final SteppedAggregator.Session session = aggregator.connect(prover);
    sessions.add(session);
    process.world.scheduler.after(
        1 + process.world.random.nextInt(3_000), () -> step(prover, session));
  }

  private void step(final SimProver prover, final SteppedAggregator.Session session) {
    if (process.isDead()) {
      return;
    }
    final Optional<Duration> pause = process.attempt(session::step).flatMap(result -> result);
    process.world.step(process, prover.name(), pause.map(Duration::toMillis).orElse(-1L));
    if (process.isDead()) {
      return;
    }
    if (pause.isPresent()) {
      process.world.scheduler.after(1 + pause.get().toMillis(), () -> step(prover, session));
      return;
    }
    process.attempt(
        () -> {
          try {
            session.end();
          } catch (final org.zknode.rollup.service.TemporaryException e) {
            process.world.trace(prover.name() + " could not give its job back");
          }
          return true;
        });
    process.world.scheduler.after(
        1_000 + process.world.random.nextInt(15_000), () -> connect(prover));
  }
}
