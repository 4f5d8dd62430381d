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
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.l1.L1Heads;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.node.PoolFollowsChain;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.ForcedBatchTimeout;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.sequencer.Sequencer;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerContext;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.Following;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.ForeignSequences;
import org.zknode.rollup.synchronizer.L1Lead;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.verification.BatchCommitment;
import org.zknode.rollup.verification.BatchVerification;
import org.zknode.rollup.verification.CommitmentReader;
import org.zknode.rollup.verification.VerificationConfig;

/** The main node: wired as the modules of the node package do it, without database and sockets. */
final class MainProcess extends SimProcess {
  /**
   * Seldom, for speed. Without any, followers of a main node that had to give up blocks would not
   * learn of it while nobody sends a transaction.
   */
  private static final Duration EMPTY_BLOCKS = Duration.ofMinutes(10);

  private final Sequencer sequencer;
  private final EngineReplaySource replay;
  private final Optional<Aggregation> aggregation;

  MainProcess(final World world, final SimNode node) {
    super(world, node);
    final SequencerConfig config = config(world);
    final List<PrivateKey> keys = new ArrayList<>(List.of(Terms.SEQUENCER));
    if (!world.plan.followerAggregates()) {
      keys.add(Terms.AGGREGATOR);
    }
    final MonitoredL1TransactionManager manager =
        new MonitoredL1TransactionManager(
            store, l1, keys, transactionSettings(), node.clock(), status, Metrics.none());
    final TransactionPool pool = new FaultyPool(world.pool, faults());
    final ChainWriter writer = new ChainWriter(engine, store);
    final L1Roles roles =
        new L1Roles(l1, Terms.L1, Optional.of(Terms.SEQUENCER.address()), Optional.empty(), status);
    final L1Synchronizer synchronizer =
        new L1Synchronizer(store, l1, Terms.L1, 20, NodeKind.MAIN, writer, node.clock());
    final Derivation derivation =
        new Derivation(
            engine,
            store,
            writer,
            Terms.CHAIN,
            NodeKind.MAIN,
            synchronizer::atHead,
            node.clock(),
            new PoolFollowsChain(pool),
            Optional.of(
                new Derivation.MainNode(
                    L1Lead.of(l1, Terms.L1.syncTag(), status),
                    new ForeignSequences(
                        hash -> SequenceSender.hasSent(store, hash),
                        roles::isTrustedSequencerNow,
                        status,
                        node.clock()))));
    final ForcedBatchTimeout forceBatchTimeout = new ForcedBatchTimeout(l1);
    final L1Heads heads = new L1Heads(l1);
    final L1Time l1Time =
        new L1Time(heads::first, heads::middle, world.scheduler::now, node.clock(), status);
    this.replay = new EngineReplaySource(engine, store);
    this.sequencer =
        new Sequencer(
            new SequencerContext(
                engine,
                store,
                pool,
                Terms.CHAIN,
                config,
                node.clock(),
                Metrics.none(),
                () -> 1_000_000 * world.scheduler.now(),
                () -> Terms.FLOOR,
                List.of(world.promises)),
            () -> roles.sequencerFits() && derivation.isCaughtUp() && l1Time.isKnown(),
            forceBatchTimeout,
            l1Time::latest,
            List.of(world.waits::included));
    final BatchChecker checker = new BatchChecker(engine, store, Terms.CHAIN);
    final BatchVerification verification =
        new BatchVerification(
            store,
            new CommitmentReader(engine, store, exitRoots, Terms.CHAIN, Terms.L1),
            new SimVerifierNetwork(world, this),
            BatchCommitment.committer(Terms.L1),
            new VerificationConfig(
                config.verifierThreshold(),
                config.acceptedVerifiers(),
                config.verifierRequestTimeout(),
                config.verifierRetryDelay()),
            status,
            node.clock(),
            Metrics.none());
    final SequenceSender sender =
        new SequenceSender(
            store,
            l1,
            manager,
            Terms.CHAIN,
            config,
            Terms.L1,
            Terms.SEQUENCER.address(),
            new FeeAllowance(
                l1,
                store,
                manager,
                Terms.SEQUENCER.address(),
                Terms.L1.rollup(),
                BigInteger.ZERO,
                status),
            following(derivation, roles),
            status,
            node.clock(),
            Metrics.none());
    everyUntilDone(POLL, "synchronizer", synchronizer::step);
    everyUntilDone(POLL, "derivation", derivation::step);
    every(
        world.preconfirms() ? SimPromises.INTERVAL : Duration.ofSeconds(1),
        "sequencer",
        () -> writer.exclusively(sequencer::step));
    every(Duration.ofSeconds(4), "l1-time", l1Time::step);
    every(Duration.ofMinutes(1), "forced-batch-timeout", forceBatchTimeout::step);
    every(Duration.ofMinutes(1), "l1-roles", roles::step);
    every(POLL, "batch-checker", checker::step);
    every(POLL, "batch-verification", verification::step);
    everyUntilDone(Duration.ofSeconds(1), "sequence-sender", sender::step);
    every(POLL, "l1-transactions", manager::tick);
    this.aggregation =
        world.plan.followerAggregates()
            ? Optional.empty()
            : Optional.of(new Aggregation(this, manager));
  }

  private static Following following(final Derivation derivation, final L1Roles roles) {
    return new Following() {
      @Override
      public boolean isCaughtUp() {
        return derivation.isCaughtUp() && roles.sequencerFits();
      }

      @Override
      public void fellBehind() {
        derivation.fellBehind();
      }
    };
  }

  private static SequencerConfig config(final World world) {
    return new SequencerConfig(
            Duration.ofSeconds(1),
            EMPTY_BLOCKS,
            Duration.ofSeconds(50),
            1_500,
            8,
            Path.of("unused"),
            Duration.ofSeconds(10),
            4,
            world.plan.threshold(),
            Terms.VERIFIERS.subList(0, world.plan.verifiers()).stream()
                .map(PrivateKey::address)
                .toList(),
            Duration.ofSeconds(8),
            Duration.ofSeconds(2),
            new SequencerConfig.ForcedBatchPolicy(
                world.plan.sequencerConfirmations(), Duration.ofSeconds(20)),
            BigInteger.ZERO,
            0,
            ResourceLimits.DEFAULT)
        .preconfirming(world.preconfirms() ? SimPromises.INTERVAL : Duration.ZERO);
  }

  @Override
  void start() {
    super.start();
    aggregation.ifPresent(Aggregation::start);
  }

  void poolChanged() {
    sequencer.poolChanged();
  }

  EngineReplaySource replay() {
    return replay;
  }
}
