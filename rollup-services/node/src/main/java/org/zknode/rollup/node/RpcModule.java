/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.rollup.aggregator.Aggregator;
import org.zknode.rollup.aggregator.ProverView;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.api.BridgeApi;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.BridgeMethods;
import org.zknode.rollup.rpc.OtsMethods;
import org.zknode.rollup.rpc.ProverMethods;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.StateWindow;
import org.zknode.rollup.rpc.TransactionStatusMethod;
import org.zknode.rollup.rpc.WitnessMethods;
import org.zknode.rollup.rpc.ZkevmMethods;
import org.zknode.rollup.rpc.ZknodeMethods;
import org.zknode.rollup.rpc.sync.HostTransactions;
import org.zknode.rollup.rpc.sync.SendRawTransactionSync;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.zks.ZksHub;

/** The JSON-RPC methods of this project. */
@Module
interface RpcModule {
  Duration STATE_WINDOW_INTERVAL = Duration.ofSeconds(10);

  @Provides
  @IntoSet
  static Map<String, RpcMethod> zkevm(
      final ExecutionEngine engine,
      final StateStore store,
      final ExitRoots exitRoots,
      final ChainConfig chain) {
    return new ZkevmMethods(engine, store, exitRoots, chain).methods();
  }

  @Provides
  static ZknodeMethods.Identity identity(final NodeConfig config) {
    return new ZknodeMethods.Identity(
        NodeVersion.current(),
        Roles.of(config),
        config.isMainNode() ? Optional.empty() : Optional.of(config.zks().mainNodes()),
        config.sequencer().stream()
            .mapToInt(sequencer -> sequencer.forcedBatches().l1Confirmations())
            .findAny());
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> zknode(
      final ExecutionEngine engine,
      final StateStore store,
      final NodeStatus status,
      final ZknodeMethods.Identity identity,
      final ZksHub hub,
      final JsonRpcL1Client l1,
      final Optional<BridgeView> bridge,
      final Clock clock) {
    return new ZknodeMethods(
            engine,
            store,
            status,
            identity,
            () -> PeerView.of(hub.snapshot()),
            () -> L1EndpointJson.of(l1.endpoints(), clock),
            bridge)
        .methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> provers(final Optional<Aggregator> aggregator) {
    return new ProverMethods(
            () ->
                aggregator.map(Aggregator::provers).orElse(List.of()).stream()
                    .map(ProverView::json)
                    .toList())
        .methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> bridge(final Optional<BridgeApi> api) {
    return new BridgeMethods(api).methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> transactionStatus(
      final Optional<TransactionInquiry> inquiry,
      final Optional<RelayGateway> relay,
      final Preconfirmations slices) {
    return new TransactionStatusMethod(inquiry, relay, slices).methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> sendSync(
      final HostTransactions host,
      final NodeConfig config,
      final ExecutionEngine engine,
      final PendingTransactions pending,
      final NewBlocks blocks,
      final Preconfirmations slices,
      final Metrics metrics) {
    return new SendRawTransactionSync(
            host, config.syncTimeouts(), engine, pending, blocks, slices, metrics)
        .methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> witnesses(
      final ExecutionEngine engine, final StateStore store, final ChainConfig chain) {
    return new WitnessMethods(engine, store, chain).methods();
  }

  @Provides
  @IntoSet
  static Map<String, RpcMethod> otterscan(
      final ExecutionEngine engine, final StateStore store, final Clock clock) {
    return new OtsMethods(engine, store, clock).methods();
  }

  @Provides
  @NodeScope
  static Map<String, RpcMethod> methods(final Set<Map<String, RpcMethod>> groups) {
    return groups.stream()
        .flatMap(group -> group.entrySet().stream())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Provides
  @NodeScope
  static StateWindow window(
      final ExecutionEngine engine,
      final StateStore store,
      final L1Config l1,
      final NodeConfig node) {
    return new StateWindow(
        engine, store, l1.syncTag(), node.sequencer().map(SequencerConfig::blockTime));
  }

  /** What readers rely on. */
  @Provides
  @IntoSet
  static RoleService windowCheck(final StateWindow window, final ServiceLoops loops) {
    return new RoleService(
        RoleService.NETWORK, loops.every(STATE_WINDOW_INTERVAL, "state-window", window::check));
  }
}
