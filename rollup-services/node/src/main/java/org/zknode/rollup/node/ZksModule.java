/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import jakarta.inject.Provider;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.synchronizer.TrustedSync;
import org.zknode.rollup.verification.BatchSigner;
import org.zknode.rollup.verification.VerifierConfig;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.rollup.zks.ZksVerifier;

/** The node's side of zks and zks_2fa. */
@Module
interface ZksModule {
  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @interface MainNode {}

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @interface ExternalNode {}

  @Provides
  static ZksConfig config(final NodeConfig node) {
    return node.zks();
  }

  @Provides
  @NodeScope
  static ZksHub hub(
      final NodeConfig node,
      @MainNode final Provider<ZksHub> main,
      @ExternalNode final Provider<ZksHub> external) {
    return node.isMainNode() ? main.get() : external.get();
  }

  @Provides
  @MainNode
  static ZksHub ofMainNode(
      final ZksConfig config,
      final ChainConfig chain,
      final EngineReplaySource source,
      final SequencerConfig sequencer,
      final Metrics metrics,
      final Clock clock,
      final NodeStatus status) {
    final Set<Address> accepted = Set.copyOf(sequencer.acceptedVerifiers());
    return MainNodeHub.create(config, chain, source, () -> accepted, metrics, clock, status);
  }

  @Provides
  @ExternalNode
  static ZksHub ofExternalNode(
      final ZksConfig config,
      final ChainConfig chain,
      final TrustedSync sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics,
      final NodeStatus status) {
    return ExternalNodeHub.create(config, chain, sink, verifier, metrics, status);
  }

  @Provides
  static VerifierConfig verifierConfig(final NodeConfig node) {
    return node.verifier().orElseThrow();
  }

  @Provides
  @NodeScope
  static ZksVerifier verifier(
      final VerifierConfig config,
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain,
      final L1Config l1,
      final NodeStatus status,
      final RowRepair rows) {
    final PrivateKey key = PrivateKey.fromFile(config.keyFile());
    return new ZksVerifier(
        key,
        new BatchSigner(
            engine,
            store,
            exitRoots,
            chain,
            l1,
            key,
            status,
            rows::mend,
            rows::refetch,
            System::nanoTime));
  }

  @Provides
  static Optional<ZksVerifier> perhapsVerifier(
      final NodeConfig node, final Provider<ZksVerifier> verifier) {
    return node.verifier().map(role -> verifier.get());
  }

  @Provides
  @IntoSet
  static RoleService service(final ZksHub hub) {
    return new RoleService(RoleService.NETWORK, hub);
  }
}
