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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.ProverView;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.rpc.ProverMethods;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.StateWindow;
import org.zknode.rollup.rpc.TransactionStatusMethod;
import org.zknode.rollup.rpc.ZkevmMethods;
import org.zknode.rollup.rpc.ZknodeMethods;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.zks.ZksHub;

/** The JSON-RPC methods of this project. */
@Module
final class RpcModule {
  private static final Duration STATE_WINDOW_INTERVAL = Duration.ofSeconds(10);

  private RpcModule() {}

  @Provides
  @NodeScope
  static Map<String, RpcMethod> methods(
      final NodeConfig config,
      final ExecutionEngine engine,
      final StateStore store,
      final ChainConfig chain,
      final NodeStatus status,
      final ZksHub hub,
      final JsonRpcL1Client l1,
      final Clock clock,
      final Optional<TransactionInquiry> inquiry,
      final Optional<RelayGateway> relay,
      final Optional<Aggregator> aggregator) {
    final Map<String, RpcMethod> methods =
        new LinkedHashMap<>(new ZkevmMethods(engine, store, chain).methods());
    methods.putAll(
        new ZknodeMethods(
                engine,
                store,
                status,
                new ZknodeMethods.Identity(
                    NodeVersion.current(),
                    Roles.of(config),
                    config.isMainNode() ? Optional.empty() : Optional.of(config.zks().mainNodes())),
                () -> peers(hub),
                () -> L1EndpointJson.of(l1.endpoints(), clock))
            .methods());
    methods.putAll(new ProverMethods(() -> provers(aggregator)).methods());
    methods.putAll(new TransactionStatusMethod(inquiry, relay).methods());
    return Map.copyOf(methods);
  }

  /** What readers rely on. */
  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig config,
      final ExecutionEngine engine,
      final StateStore store,
      final ServiceLoops loops) {
    final StateWindow window =
        new StateWindow(
            engine,
            store,
            config.l1().syncTag(),
            config.sequencer().map(SequencerConfig::blockTime));
    return Set.of(
        new RoleService(
            RoleService.NETWORK,
            loops.every(STATE_WINDOW_INTERVAL, "state-window", window::check)));
  }

  private static List<Map<String, Object>> provers(final Optional<Aggregator> aggregator) {
    return aggregator.map(Aggregator::provers).orElse(List.of()).stream()
        .map(ProverView::json)
        .toList();
  }

  private static List<Map<String, Object>> peers(final ZksHub hub) {
    return PeerView.of(hub.snapshot());
  }
}
