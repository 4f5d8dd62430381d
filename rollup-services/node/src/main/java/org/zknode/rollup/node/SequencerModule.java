/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Heads;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.BlockListener;
import org.zknode.rollup.sequencer.ForcedBatchBacklog;
import org.zknode.rollup.sequencer.ForcedBatchTimeout;
import org.zknode.rollup.sequencer.L1Time;
import org.zknode.rollup.sequencer.Sequencer;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerContext;
import org.zknode.rollup.sequencer.SequencerWatchdog;
import org.zknode.rollup.sequencer.UnsafeLag;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.Following;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.BatchStage;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.Derivation;
import org.zknode.rollup.verification.BatchCommitment;
import org.zknode.rollup.verification.BatchVerification;
import org.zknode.rollup.verification.CommitmentReader;
import org.zknode.rollup.verification.VerificationConfig;
import org.zknode.rollup.zks.ZksHub;

/** The main node: blocks, batches, their check and verification, sequences to L1. */
@Module
final class SequencerModule {
  /** How often the sequencer looks whether a block is due. */
  private static final Duration BLOCK_POLL = Duration.ofMillis(50);

  /** One wait for transactions of the pool; short, because a node that stops waits for it. */
  private static final Duration LISTEN_WAIT = Duration.ofMillis(500);

  /** How often closed batches are looked for. */
  private static final Duration BATCH_POLL = Duration.ofMillis(250);

  /** How often the contract's timeout of forced batches is read; its admin seldom changes it. */
  private static final Duration TERMS_POLL = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(SequencerModule.class);

  /** How often the distance to L1 is looked at; full sequences are looked for as often. */
  private static final Duration LAG_POLL = Duration.ofSeconds(1);

  /** How often the queue of forced batches is looked at; its ends are read with their data. */
  private static final Duration BACKLOG_POLL = Duration.ofSeconds(5);

  /** How often the sequencer's progress is looked at. */
  private static final Duration WATCHDOG_POLL = Duration.ofSeconds(2);

  /** How often L1's newest timestamp is read: more often than L1 makes blocks. */
  private static final Duration L1_TIME_POLL = Duration.ofSeconds(1);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private SequencerModule() {}

  /** What a sequencer's configuration says of verifiers. */
  private static VerificationConfig approvals(final SequencerConfig config) {
    return new VerificationConfig(
        config.verifierThreshold(),
        config.acceptedVerifiers(),
        config.verifierRequestTimeout(),
        config.verifierRetryDelay());
  }

  private static long monotonicMillis() {
    return System.nanoTime() / NANOS_PER_MILLI;
  }

  private static Optional<String> mayNotBuild(
      final Derivation derivation, final L1Roles roles, final L1Time l1Time) {
    if (!l1Time.isKnown()) {
      return Optional.of("L1's time is not known yet");
    }
    if (!derivation.isCaughtUp()) {
      return Optional.of("L1 has to be followed first");
    }
    return roles.sequencerFits()
        ? Optional.empty()
        : Optional.of("this node's key is not the trusted sequencer's");
  }

  /** Nothing is sent that would be refused, or that L1 may have otherwise. */
  private record SenderFollows(Derivation derivation, L1Roles roles) implements Following {
    @Override
    public boolean isCaughtUp() {
      return derivation.isCaughtUp() && roles.sequencerFits();
    }

    @Override
    public void fellBehind() {
      derivation.fellBehind();
    }
  }

  @Provides
  @NodeScope
  static Optional<UnsafeLag> unsafeLag(
      final NodeConfig node,
      final StateStore store,
      final NodeStatus status,
      final Metrics metrics) {
    return node.sequencer()
        .map(config -> new UnsafeLag(store, config.settlement(), status, metrics));
  }

  private static BlockListener listener(final ZksHub hub, final BatchProgress progress) {
    return new BlockListener() {
      @Override
      public void onBlock(final L2Block block) {
        hub.newBlock();
      }

      @Override
      public void onBatchClosed() {
        progress.reached(BatchStage.CLOSED);
      }
    };
  }

  private static boolean isReached(
      final BatchStage stage, final BatchProgress progress, final boolean reached) {
    if (reached) {
      progress.reached(stage);
    }
    return reached;
  }

  private static Duration least(final Duration one, final Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig node,
      final ExecutionEngine engine,
      final StateStore store,
      final Optional<TransactionPool> pool,
      final Optional<GasPriceView> prices,
      final L1Client l1,
      final RollupTerms terms,
      final L1TransactionManager manager,
      final L1Roles roles,
      final Derivation derivation,
      final ChainWriter writer,
      final ZksHub hub,
      final Optional<UnsafeLag> lag,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics,
      final BatchProgress progress,
      final ServiceLoops loops) {
    if (node.sequencer().isEmpty()) {
      return Set.of();
    }
    final SequencerConfig config = node.sequencer().get();
    if (!engine.metersResources()) {
      LOG.info(
          "the {} engine does not count instructions: a batch is limited by bytes, transactions"
              + " and gas only",
          engine.name());
    }
    final ForcedBatchTimeout forceBatchTimeout = new ForcedBatchTimeout(terms);
    final L1Heads heads = new L1Heads(l1);
    final L1Time l1Time =
        new L1Time(heads::first, heads::middle, SequencerModule::monotonicMillis, clock, status);
    final Sequencer sequencer =
        new Sequencer(
            new SequencerContext(
                engine,
                store,
                pool.orElseThrow(),
                node.chain(),
                config,
                clock,
                metrics,
                prices.orElseThrow()::floor),
            () -> mayNotBuild(derivation, roles, l1Time).isEmpty(),
            lag.orElseThrow()::mayGrow,
            forceBatchTimeout,
            l1Time::latest,
            List.of(listener(hub, progress)));
    final SequencerWatchdog watchdog =
        new SequencerWatchdog(
            () -> writer.exclusively(sequencer::step),
            () -> mayNotBuild(derivation, roles, l1Time),
            config.emptyBlockInterval(),
            SequencerModule::monotonicMillis,
            status);
    final ForcedBatchBacklog forcedBatches =
        new ForcedBatchBacklog(store, config, forceBatchTimeout, status, clock, metrics);
    final BatchChecker checker = new BatchChecker(engine, store, node.chain(), progress);
    final BatchVerification verification =
        new BatchVerification(
            store,
            new CommitmentReader(engine, store, node.chain(), node.l1()),
            hub.verifierNetwork().orElseThrow(),
            BatchCommitment.committer(node.l1()),
            approvals(config),
            status,
            clock,
            metrics);
    final Address account = PrivateKey.fromFile(config.sequencerKeyFile()).address();
    final SequenceSender sender =
        new SequenceSender(
            store,
            l1,
            manager,
            node.chain(),
            config,
            node.l1(),
            account,
            new FeeAllowance(
                terms,
                store,
                manager,
                account,
                node.l1().rollup(),
                config.maxFeeAllowance(),
                status),
            new SenderFollows(derivation, roles),
            status,
            clock,
            metrics);
    final ServiceLoop blocks = loops.every(BLOCK_POLL, "sequencer", watchdog::step);
    final ServiceLoop checks = loops.every(BATCH_POLL, "batch-checker", checker::step);
    final ServiceLoop signatures =
        loops.everyUntilDone(
            BATCH_POLL,
            "batch-verification",
            () -> isReached(BatchStage.SIGNED, progress, verification.step()));
    final ServiceLoop sequences =
        loops.everyUntilDone(
            least(config.sequenceInterval(), LAG_POLL),
            "sequence-sender",
            () -> isReached(BatchStage.SENT, progress, sender.step()));
    progress.onReached(BatchStage.CLOSED, checks::wakeUp);
    progress.onReached(BatchStage.CHECKED, signatures::wakeUp);
    verification.onAnswer(signatures::wakeUp);
    progress.onReached(BatchStage.CHECKED, sequences::wakeUp);
    progress.onReached(BatchStage.SIGNED, sequences::wakeUp);
    progress.onReached(BatchStage.VIRTUAL, sequences::wakeUp);
    return Set.of(
        new RoleService(RoleService.SEQUENCER, blocks),
        new RoleService(
            RoleService.SEQUENCER,
            loops.every(WATCHDOG_POLL, "sequencer-watchdog", watchdog::check)),
        new RoleService(RoleService.SEQUENCER, loops.every(L1_TIME_POLL, "l1-time", l1Time::step)),
        new RoleService(
            RoleService.SEQUENCER,
            loops.every(TERMS_POLL, "forced-batch-timeout", forceBatchTimeout::step)),
        new RoleService(
            RoleService.SEQUENCER,
            loops.every(BACKLOG_POLL, "forced-batch-watch", forcedBatches::step)),
        new RoleService(
            RoleService.SEQUENCER,
            loops.every(
                Duration.ZERO,
                "pool-listener",
                () -> {
                  if (pool.get().awaitNew(LISTEN_WAIT)) {
                    sequencer.poolChanged();
                    blocks.wakeUp();
                  }
                })),
        new RoleService(RoleService.SEQUENCER, checks),
        new RoleService(RoleService.SENDERS, signatures),
        new RoleService(RoleService.SENDERS, sequences),
        new RoleService(
            RoleService.SENDERS, loops.every(LAG_POLL, "unsafe-lag-watch", lag.get()::step)));
  }
}
