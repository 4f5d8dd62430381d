/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Lazy;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.synchronizer.TrustedSync;
import org.zknode.rollup.verification.BatchSigner;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.rollup.zks.ZksVerifier;

/** The node's side of zks and zks_2fa. */
@Module
final class ZksModule {
  private ZksModule() {}

  @Provides
  @NodeScope
  static ZksHub hub(
      final NodeConfig config,
      final ExecutionEngine engine,
      final StateStore store,
      final Lazy<EngineReplaySource> source,
      final Lazy<TrustedSync> sink,
      final Lazy<RowRepair> rows,
      final Metrics metrics,
      final Clock clock,
      final NodeStatus status) {
    if (config.isMainNode()) {
      final Set<org.zknode.eth.Address> accepted =
          Set.copyOf(config.sequencer().orElseThrow().acceptedVerifiers());
      return MainNodeHub.create(
          config.zks(), config.chain(), source.get(), () -> accepted, metrics, clock, status);
    }
    final Optional<ZksVerifier> verifier =
        config
            .verifier()
            .map(
                role -> {
                  final PrivateKey key = PrivateKey.fromFile(role.keyFile());
                  return new ZksVerifier(
                      key,
                      new BatchSigner(
                          engine,
                          store,
                          config.chain(),
                          config.l1(),
                          key,
                          status,
                          rows.get()::mend,
                          rows.get()::refetch));
                });
    return ExternalNodeHub.create(
        config.zks(), config.chain(), sink.get(), verifier, metrics, status);
  }

  @Provides
  @IntoSet
  static RoleService service(final ZksHub hub) {
    return new RoleService(RoleService.NETWORK, hub);
  }
}
