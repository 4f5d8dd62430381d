/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import dagger.multibindings.IntoSet;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.AnnouncingEngine;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Heads;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.contracts.L1EndpointWatch;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.L1CallTimes;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionLatency;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.ExitRootEngine;
import org.zknode.rollup.state.ExitRoots;
import org.zknode.rollup.state.LocalExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** State DB, L1 and what all roles share. */
@Module
interface CoreModule {
  /** How often rows that nobody needs are looked for. */
  Duration RETENTION_INTERVAL = Duration.ofMinutes(10);

  @Binds
  NodeStatus status(NodeStatusTracker tracker);

  @Binds
  RollupTerms terms(JsonRpcL1Client client);

  @Provides
  static ChainConfig chain(final NodeConfig config) {
    return config.chain();
  }

  @Provides
  static L1Config l1Config(final NodeConfig config) {
    return config.l1();
  }

  @Provides
  @NodeScope
  static PgStateStore store(
      final NodeConfig config, final OpenResources open, final Metrics metrics) {
    return open.add(
        PgStateStore.open(config.database(), CoreModule.class.getClassLoader(), metrics),
        PgStateStore::close);
  }

  @Provides
  @NodeScope
  static WriterLease lease(final PgStateStore store, final NodeConfig config) {
    return store.takePart(LeaseKeeper.describe(config), config.isMainNode());
  }

  @Provides
  @NodeScope
  static LocalExitRoots exitRoots(final HostEngine host, final StateStore store) {
    return new LocalExitRoots(host.engine(), store);
  }

  @Binds
  ExitRoots knownExitRoots(LocalExitRoots roots);

  @Provides
  @NodeScope
  static ExecutionEngine engine(
      final HostEngine host,
      final LocalExitRoots roots,
      final NewBlocks blocks,
      final Preconfirmations slices,
      final TransactionLatency latency) {
    return new AnnouncingEngine(new ExitRootEngine(host.engine(), roots), slices, blocks, latency);
  }

  @Provides
  @NodeScope
  static Preconfirmations preconfirmations(final NewBlocks blocks) {
    return new Preconfirmations(blocks::wake);
  }

  @Provides
  @NodeScope
  static NewBlocks newBlocks() {
    return new NewBlocks();
  }

  @Provides
  @NodeScope
  static BatchProgress progress() {
    return new BatchProgress();
  }

  @Provides
  @NodeScope
  static JsonRpcL1Client l1(
      final L1Config config, final OpenResources open, final Metrics metrics) {
    return open.add(
        new JsonRpcL1Client(
            config, JsonRpcLimits.defaults(), Clock.systemUTC(), new L1CallTimes(metrics)),
        JsonRpcL1Client::close);
  }

  @Provides
  static L1Heads heads(final L1Client l1) {
    return new L1Heads(l1);
  }

  @Provides
  @NodeScope
  static L1Roles roles(
      final RollupTerms terms, final L1Config l1, final NodeKeys keys, final NodeStatus status) {
    return new L1Roles(terms, l1, keys.sequencer(), keys.aggregator(), status);
  }

  @Provides
  @NodeScope
  static L1TransactionManager transactions(
      final StateStore store,
      final L1Client l1,
      final NodeKeys keys,
      final L1Config config,
      final Clock clock,
      final NodeStatus status,
      final Metrics metrics) {
    return new MonitoredL1TransactionManager(
        store, l1, keys.all(), config.transactions(), clock, status, metrics);
  }

  /** First of all: what the others write depends on it. */
  @Provides
  @IntoSet
  static RoleService leaseKeeper(final LeaseKeeper keeper, final ServiceLoops loops) {
    return new RoleService(
        RoleService.LEASE,
        loops.everyAlsoOnStandby(WriterLease.RENEWAL, "writer-lease", keeper::step));
  }

  /** Only where the start did not find it. */
  @Provides
  @IntoSet
  static RoleService deploymentWatch(final L1Deployment deployment, final ServiceLoops loops) {
    return new RoleService(
        RoleService.LEASE,
        loops.everyAlsoOnStandby(L1Deployment.INTERVAL, "l1-deployment", deployment::step));
  }

  @Provides
  @IntoSet
  static RoleService retention(
      final PgStateStore store, final Clock clock, final ServiceLoops loops) {
    return new RoleService(
        RoleService.SENDERS,
        loops.every(RETENTION_INTERVAL, "state-cleanup", store.retention(clock)::step));
  }

  @Provides
  @IntoSet
  static RoleService endpointWatch(
      final JsonRpcL1Client client,
      final NodeStatus status,
      final Clock clock,
      final ServiceLoops loops) {
    return new RoleService(
        RoleService.SYNCHRONIZER,
        loops.every(
            L1EndpointWatch.INTERVAL, "l1-endpoint-watch", client.watch(status, clock)::look));
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> diskWatch(
      final ExecutionEngine engine, final NodeStatus status, final ServiceLoops loops) {
    return DiskWatch.services(engine, status, loops);
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> senders(
      final NodeConfig config, final Provider<SenderServices> services) {
    return config.sequencer().isPresent() || config.aggregator().isPresent()
        ? services.get().all()
        : Set.of();
  }
}
