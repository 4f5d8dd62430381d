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
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.config.SequencerConfig;
import org.zknode.rollup.l1.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.ForcedBatchTimeout;
import org.zknode.rollup.sequencer.Sequencer;
import org.zknode.rollup.sequencer.SequencerContext;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.verification.BatchCommitment;
import org.zknode.rollup.verification.BatchVerification;
import org.zknode.rollup.verification.CommitmentReader;

/** The main node: wired as the modules of the node package do it, without database and sockets. */
final class MainProcess extends SimProcess {
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
            blocks -> blocks.forEach(block -> settle(pool, block)));
    final ForcedBatchTimeout forceBatchTimeout = new ForcedBatchTimeout(l1);
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
                () -> 1_000_000 * world.scheduler.now()),
            derivation::isCaughtUp,
            forceBatchTimeout,
            List.of());
    final BatchChecker checker = new BatchChecker(engine, store, Terms.CHAIN);
    final BatchVerification verification =
        new BatchVerification(
            store,
            new CommitmentReader(engine, store, Terms.CHAIN, Terms.L1),
            new SimVerifierNetwork(world, this),
            BatchCommitment.committer(Terms.L1),
            config,
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
            derivation::isCaughtUp,
            status,
            node.clock(),
            Metrics.none());
    everyUntilDone(POLL, "synchronizer", synchronizer::step);
    everyUntilDone(POLL, "derivation", derivation::step);
    every(Duration.ofSeconds(1), "sequencer", sequencer::step);
    every(Duration.ofMinutes(1), "forced-batch-timeout", forceBatchTimeout::step);
    every(POLL, "batch-checker", checker::step);
    every(POLL, "batch-verification", verification::step);
    every(config.sequenceInterval(), "sequence-sender", sender::step);
    every(POLL, "l1-transactions", manager::tick);
    this.aggregation =
        world.plan.followerAggregates()
            ? Optional.empty()
            : Optional.of(new Aggregation(this, manager));
  }

  private static void settle(final TransactionPool pool, final L2Block block) {
    pool.settle(block.transactions().stream().map(Keccak256::hash).toList(), block.number());
  }

  private static SequencerConfig config(final World world) {
    return new SequencerConfig(
        Duration.ofSeconds(1),
        Duration.ofHours(10),
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
        SequencerConfig.ResourceLimits.DEFAULT);
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
