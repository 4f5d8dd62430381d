/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import dagger.multibindings.IntoSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.l1.contracts.L1EndpointWatch;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.l1.transactions.MonitoredL1TransactionManager;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.WriterLease;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** State DB, L1 and what all roles share. */
@Module
final class CoreModule {
  /** How often pending L1 transactions are looked at. */
  private static final Duration L1_TRANSACTIONS_INTERVAL = Duration.ofMillis(500);

  /** How often rows that nobody needs are looked for. */
  private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(10);

  /**
   * How often the contracts are asked for the keys' roles: so long after L1 began to refuse a key
   * the node says why.
   */
  private static final Duration ROLES_INTERVAL = Duration.ofSeconds(10);

  private CoreModule() {}

  @Provides
  static NodeStatus status(final NodeStatusTracker tracker) {
    return tracker;
  }

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
  static PgStateStore pgStore(final NodeConfig config) {
    return PgStateStore.open(config.database(), CoreModule.class.getClassLoader());
  }

  @Provides
  @NodeScope
  static WriterLease lease(final PgStateStore store, final NodeConfig config) {
    return store.takePart(LeaseKeeper.describe(config), config.isMainNode());
  }

  @Provides
  @NodeScope
  static StateStore store(final PgStateStore store, final PortDecorator ports) {
    return ports.decorate(StateStore.class, store);
  }

  @Provides
  @NodeScope
  static BatchProgress progress() {
    return new BatchProgress();
  }

  @Provides
  @NodeScope
  static JsonRpcL1Client jsonRpcL1(final L1Config config) {
    return new JsonRpcL1Client(config);
  }

  @Provides
  @NodeScope
  static L1Client l1(final JsonRpcL1Client client, final PortDecorator ports) {
    return ports.decorate(L1Client.class, client);
  }

  @Provides
  static RollupTerms terms(final JsonRpcL1Client client) {
    return client;
  }

  @Provides
  @NodeScope
  static L1Roles roles(final NodeConfig config, final RollupTerms terms, final NodeStatus status) {
    return new L1Roles(
        terms,
        config.l1(),
        config.sequencer().map(role -> PrivateKey.fromFile(role.sequencerKeyFile()).address()),
        config.aggregator().map(role -> PrivateKey.fromFile(role.keyFile()).address()),
        status);
  }

  @Provides
  @NodeScope
  static L1TransactionManager transactionManager(
      final NodeConfig config,
      final StateStore store,
      final L1Client l1,
      final Clock clock,
      final NodeStatus status,
      final Metrics metrics) {
    final List<PrivateKey> keys = new ArrayList<>();
    config
        .sequencer()
        .map(SequencerConfig::sequencerKeyFile)
        .map(PrivateKey::fromFile)
        .ifPresent(keys::add);
    config
        .aggregator()
        .map(AggregatorConfig::keyFile)
        .map(PrivateKey::fromFile)
        .ifPresent(keys::add);
    return new MonitoredL1TransactionManager(
        store, l1, keys, config.l1().transactions(), clock, status, metrics);
  }

  /** First of all: what the others write depends on it. */
  @Provides
  @IntoSet
  static RoleService leaseKeeper(final LeaseKeeper keeper, final ServiceLoops loops) {
    return new RoleService(
        RoleService.LEASE,
        loops.everyAlsoOnStandby(WriterLease.RENEWAL, "writer-lease", keeper::step));
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
  @ElementsIntoSet
  static Set<RoleService> diskWatch(
      final ExecutionEngine engine, final NodeStatus status, final ServiceLoops loops) {
    return engine.disk().stream()
        .map(space -> new DiskWatch(space, status))
        .map(watch -> loops.everyAlsoOnStandby(DiskWatch.INTERVAL, "disk-watch", watch::step))
        .map(loop -> new RoleService(RoleService.LEASE, loop))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> endpointWatch(
      final JsonRpcL1Client client,
      final NodeStatus status,
      final Clock clock,
      final ServiceLoops loops) {
    return Set.of(
        new RoleService(
            RoleService.SYNCHRONIZER,
            loops.every(
                L1EndpointWatch.INTERVAL, "l1-endpoint-watch", client.watch(status, clock)::look)));
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> services(
      final NodeConfig config,
      final L1TransactionManager manager,
      final L1Roles roles,
      final ServiceLoops loops) {
    if (config.sequencer().isEmpty() && config.aggregator().isEmpty()) {
      return Set.of();
    }
    final ServiceLoop transactions =
        loops.every(L1_TRANSACTIONS_INTERVAL, "l1-transactions", manager::tick);
    manager.onSubmitted(transactions::wakeUp);
    return Set.of(
        new RoleService(RoleService.SENDERS, transactions),
        new RoleService(RoleService.SENDERS, loops.every(ROLES_INTERVAL, "l1-roles", roles::step)));
  }
}
