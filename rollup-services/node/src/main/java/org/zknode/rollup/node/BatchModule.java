/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.executor.ExecutorPool;
import org.zknode.rollup.executor.RpcWitnesses;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.ExecutorCheck;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencesender.FeeAllowance;
import org.zknode.rollup.sequencesender.Following;
import org.zknode.rollup.sequencesender.SequenceSender;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.verification.BatchCommitment;
import org.zknode.rollup.verification.BatchVerification;
import org.zknode.rollup.verification.CommitmentReader;
import org.zknode.rollup.verification.VerificationConfig;
import org.zknode.rollup.zks.ZksHub;

/** The main node's closed batches: their check, their signatures, their sequences to L1. */
@Module
interface BatchModule {
  @Binds
  Following following(SenderFollows follows);

  @Provides
  @NodeScope
  static BatchChecker checker(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainConfig chain,
      final BatchProgress progress,
      final NodeConfig node,
      final SequencerConfig config,
      final Optional<ExecutorCheck> executors) {
    return new BatchChecker(engine, store, chain, progress, retention(node, config), executors);
  }

  /** The aggregator hands witnesses out until the batch is verified. */
  private static OptionalLong retention(final NodeConfig node, final SequencerConfig config) {
    return config.witnessRetention().isEmpty()
            && node.aggregator().filter(role -> role.maxInputBytes() > 0).isPresent()
        ? OptionalLong.of(0)
        : config.witnessRetention();
  }

  @Provides
  @NodeScope
  static Optional<ExecutorCheck> executors(
      final NodeConfig node,
      final ChainConfig chain,
      final NodeStatus status,
      final Metrics metrics,
      final OpenResources open) {
    return node.batchExecution()
        .map(
            config ->
                new ExecutorCheck(
                    open.add(
                        new ExecutorPool(config.executors(), chain.l2ChainId(), metrics),
                        ExecutorPool::close),
                    config.witnessUrls().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            open.add(new RpcWitnesses(config.witnessUrls()), RpcWitnesses::close)),
                    status));
  }

  @Provides
  static CommitmentReader commitments(
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain,
      final L1Config l1) {
    return new CommitmentReader(engine, store, exitRoots, chain, l1);
  }

  @Provides
  static VerificationConfig approvals(final SequencerConfig config) {
    return new VerificationConfig(
        config.verifierThreshold(),
        config.acceptedVerifiers(),
        config.verifierRequestTimeout(),
        config.verifierRetryDelay());
  }

  @Provides
  @NodeScope
  static BatchVerification verification(
      final StateStore store,
      final CommitmentReader commitments,
      final ZksHub hub,
      final L1Config l1,
      final VerificationConfig config,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    return new BatchVerification(
        store,
        commitments,
        hub.verifierNetwork().orElseThrow(),
        BatchCommitment.committer(l1),
        config,
        status,
        clock,
        metrics);
  }

  @Provides
  @NodeScope
  static FeeAllowance fees(
      final RollupTerms terms,
      final StateStore store,
      final L1TransactionManager transactions,
      final NodeKeys keys,
      final L1Config l1,
      final SequencerConfig config,
      final NodeStatus status) {
    return new FeeAllowance(
        terms,
        store,
        transactions,
        keys.sequencer().orElseThrow(),
        l1.rollup(),
        config.maxFeeAllowance(),
        status);
  }

  @Provides
  @NodeScope
  static SequenceSender sequenceSender(
      final StateStore store,
      final L1Client l1,
      final L1TransactionManager transactions,
      final ChainConfig chain,
      final SequencerConfig config,
      final L1Config l1Config,
      final NodeKeys keys,
      final FeeAllowance fees,
      final Following following,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics) {
    return new SequenceSender(
        store,
        l1,
        transactions,
        chain,
        config,
        l1Config,
        keys.sequencer().orElseThrow(),
        fees,
        following,
        status,
        clock,
        metrics);
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> batches(final NodeConfig node, final Provider<BatchServices> services) {
    return node.sequencer().map(role -> services.get().all()).orElse(Set.of());
  }
}
