/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.BindsInstance;
import dagger.Component;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.sync.HostTransactions;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.zks.ZksHub;

/** Everything that one started node consists of; each role contributes its services. */
@NodeScope
@Component(
    modules = {
      PortsModule.class,
      CoreModule.class,
      PoolModule.class,
      GatewayModule.class,
      SequencerModule.class,
      BatchModule.class,
      SynchronizerModule.class,
      AggregatorModule.class,
      BridgeModule.class,
      ZksModule.class,
      RpcModule.class,
      FeedModule.class
    })
interface NodeComponent {
  OpenResources open();

  StateStore store();

  LeaseKeeper lease();

  JsonRpcL1Client l1();

  L1Deployment deployment();

  Optional<TransactionPool> pool();

  PendingTransactions pending();

  NewBlocks newBlocks();

  ZksHub hub();

  TransactionGateway gateway();

  Map<String, RpcMethod> rpcMethods();

  /** In no order; see {@link RoleService#order}. */
  Set<RoleService> services();

  @Component.Factory
  interface Factory {
    NodeComponent create(
        @BindsInstance NodeConfig config,
        @BindsInstance HostEngine engine,
        @BindsInstance Metrics metrics,
        @BindsInstance Clock clock,
        @BindsInstance NodeStatusTracker status,
        @BindsInstance HostTransactions transactions,
        PortsModule ports);
  }
}
