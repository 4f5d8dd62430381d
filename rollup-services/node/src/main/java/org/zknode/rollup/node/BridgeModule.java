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
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.rollup.bridge.BridgeConfig;
import org.zknode.rollup.bridge.BridgeContracts;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.L1BridgeIndex;
import org.zknode.rollup.bridge.L2BridgeIndex;
import org.zknode.rollup.bridge.MissedClaims;
import org.zknode.rollup.bridge.api.BridgeApi;
import org.zknode.rollup.bridge.api.BridgeRest;
import org.zknode.rollup.bridge.api.L1Reasons;
import org.zknode.rollup.bridge.l2.ClaimFailures;
import org.zknode.rollup.bridge.l2.L2Gateway;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.bridge.postgres.PgBridgeView;
import org.zknode.rollup.bridge.postgres.PgClaimFailures;
import org.zknode.rollup.bridge.postgres.PgSpendingBook;
import org.zknode.rollup.bridge.rest.RestLimits;
import org.zknode.rollup.bridge.rest.RestServer;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatus;

/** Deposits and claims of both chains. */
@Module
interface BridgeModule {
  @Provides
  static BridgeConfig config(final NodeConfig node) {
    return node.bridge().orElseThrow();
  }

  @Provides
  static BridgeContracts contracts(final BridgeConfig config, final L1Config l1) {
    return new BridgeContracts(
        l1.rollupId(),
        config.l1Bridge(),
        l1.rollupManager(),
        config.l1StartBlock(),
        config.l2Bridge(),
        L2Contracts.EXIT_ROOT_MANAGER);
  }

  @Provides
  @NodeScope
  static L1BridgeIndex l1Index(
      final BridgeStore store,
      final StateStore state,
      final L1Client l1,
      final BridgeContracts contracts) {
    return new L1BridgeIndex(store, state, l1, contracts);
  }

  @Provides
  @NodeScope
  static MissedClaims missedClaims(
      final BridgeStore store,
      final BridgeView view,
      final L1Client l1,
      final BridgeContracts contracts,
      final Clock clock) {
    return new MissedClaims(store, view, l1, contracts, clock);
  }

  @Provides
  @NodeScope
  static L2BridgeIndex l2Index(
      final BridgeStore store,
      final ExecutionEngine engine,
      final ExitRoots exitRoots,
      final BridgeContracts contracts) {
    return new L2BridgeIndex(store, engine, exitRoots, contracts);
  }

  @Provides
  @NodeScope
  static BridgeView view(final PgStateStore store, final L1Config l1) {
    return new PgBridgeView(store.transactions(), l1.rollupId());
  }

  @Provides
  static Optional<BridgeView> perhaps(final NodeConfig node, final Provider<BridgeView> view) {
    return node.bridge().map(role -> view.get());
  }

  @Provides
  static Optional<BridgeApi> api(final Optional<BridgeView> view, final NodeStatus status) {
    return view.map(known -> new BridgeApi(known, L1Reasons.of(status)));
  }

  @Binds
  L2Gateway gateway(NodeL2Gateway gateway);

  @Provides
  @NodeScope
  static ClaimFailures claimFailures(final PgStateStore store) {
    return new PgClaimFailures(store.transactions());
  }

  @Provides
  @NodeScope
  static SpendingBook book(final PgStateStore store) {
    return new PgSpendingBook(store.transactions());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> restService(final NodeConfig node, final Optional<BridgeApi> api) {
    return node.bridge().flatMap(BridgeConfig::http).stream()
        .map(
            http ->
                new RoleService(
                    RoleService.NETWORK,
                    new RestServer(
                        http.host(),
                        http.port(),
                        RestLimits.DEFAULT,
                        new BridgeRest(api.orElseThrow()))))
        .collect(Collectors.toSet());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> spendingService(
      final NodeConfig node, final Provider<BridgeSpendingServices> services) {
    return node.bridge()
        .flatMap(BridgeConfig::spending)
        .map(spending -> services.get().all(spending))
        .orElse(Set.of());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(final NodeConfig node, final Provider<BridgeServices> services) {
    return node.bridge().map(role -> services.get().all()).orElse(Set.of());
  }
}
