/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.eth.manager.EthPeers;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.BesuConfiguration;
import org.hyperledger.besu.plugin.services.HealthCheckService;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.TransactionPoolValidatorService;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.metrics.MetricCategoryRegistry;
import org.hyperledger.besu.plugin.services.p2p.P2PService;
import org.hyperledger.besu.plugin.services.sync.SynchronizationService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.plugin.besu.BesuAccess;
import org.zknode.plugin.besu.BesuEngine;
import org.zknode.plugin.besu.BesuPool;
import org.zknode.plugin.besu.BesuTransactionCalls;
import org.zknode.plugin.besu.HostException;
import org.zknode.plugin.besu.PeerPlaces;
import org.zknode.plugin.besu.ZksOnDevp2p;
import org.zknode.plugin.options.ZknodeOptions;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.node.RollupNodeFactory;
import org.zknode.rollup.node.StartupException;

/**
 * The core plugin: {@code --plugin-zknode-*} and the life of the node. Does nothing and changes
 * nothing while no role is enabled.
 */
public final class ZknodePlugin implements BesuPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ZknodePlugin.class);

  private final ZknodeOptions options = new ZknodeOptions();
  private final BesuMetrics metrics = new BesuMetrics();
  private final PoolGateway pool = new PoolGateway(metrics);
  private ServiceManager services;
  private ZknodeContext context;
  private BesuAccess besu;
  private RpcBridge rpc;
  private volatile boolean started;
  private Optional<Running> running = Optional.empty();

  private record Running(
      NodeConfig config,
      RollupNode node,
      BesuEngine engine,
      BesuPool besuPool,
      ZksOnDevp2p devp2p) {}

  @Override
  public void register(final ServiceManager serviceManager) {
    HostReport.logged(() -> prepare(serviceManager));
  }

  private void prepare(final ServiceManager serviceManager) {
    services = serviceManager;
    context = ZknodeContext.of(serviceManager);
    context.coreIsPresent();
    besu =
        BesuAccess.register(
            ZknodeContext.require(services, PicoCLIOptions.class),
            ZknodeOptions.NAMESPACE,
            options);
    rpc = new RpcBridge(ZknodeContext.require(services, RpcEndpointService.class));
    ZknodeContext.require(services, MetricCategoryRegistry.class)
        .addMetricCategory(BesuMetrics.CATEGORY);
    ZknodeContext.require(services, TransactionPoolValidatorService.class)
        .registerPluginTransactionValidatorFactory(() -> pool);
  }

  @Override
  public void beforeExternalServices() {
    if (context.roles().anyEnabled()) {
      HostReport.logged(this::compose);
    } else {
      LOG.debug("No role is enabled (--plugin-synchronizer-enabled, ...): nothing is changed");
    }
  }

  private void compose() {
    // All that could be missing is asked for before anything is made or connected.
    final HealthCheckService health = ZknodeContext.require(services, HealthCheckService.class);
    final Path data = ZknodeContext.require(services, BesuConfiguration.class).getDataPath();
    final BesuController controller = besu.controller();
    final NodeConfig wanted = options.toNodeConfig(context.roles());
    final NodeConfig config =
        wanted.withZks(new PeerPlaces(controller.getEthPeers().getMaxPeers()).limit(wanted.zks()));
    final BesuEngine engine =
        BesuEngine.create(
            controller,
            config.chain().l2ChainId(),
            Optional.of(DiskSpace.of(data, Clock.systemUTC())),
            () -> ZknodeContext.require(services, SynchronizationService.class),
            () -> ZknodeContext.require(services, TransactionSimulationService.class));
    final RollupNode node = RollupNodeFactory.create(config, engine, metrics, Clock.systemUTC());
    final ZksOnDevp2p devp2p =
        ZksOnDevp2p.register(
            controller,
            node.zksCapabilities(),
            node.zksHandler(),
            config.zks(),
            context.roles().zks().stripSnap(),
            metrics);
    final BesuPool besuPool = new BesuPool(controller, engine);
    node.mirrorPool(besuPool);
    node.useTransactions(new BesuTransactionCalls(controller));
    rpc.serve(node.rpcMethods());
    pool.require();
    health.registerHealthCheck(NodeHealth.ENDPOINT, new NodeHealth(node.status(), () -> started));
    running = Optional.of(new Running(config, node, engine, besuPool, devp2p));
  }

  @Override
  public void start() {
    running.ifPresent(now -> HostReport.logged(() -> start(now)));
  }

  private void start(final Running now) {
    try {
      final MetricsSystem besuMetrics = ZknodeContext.require(services, MetricsSystem.class);
      final P2PService network = ZknodeContext.require(services, P2PService.class);
      metrics.bind(besuMetrics);
      final EthPeers peers = besu.controller().getEthPeers();
      new PeerPlaces(peers.getMaxPeers()).guard(peers, network);
      now.node().start();
    } catch (final StartupException e) {
      stop();
      throw new HostException(e.getMessage(), e);
    } catch (final RuntimeException | Error e) {
      // Besu may be told to go on without a plugin that failed.
      stop();
      throw e;
    }
    pool.open(
        new PoolGateway.Active(
            now.node().gateway(),
            now.besuPool(),
            now.config().isMainNode(),
            now.config().database().poolUrl().isEmpty()));
    started = true;
  }

  @Override
  public void stop() {
    started = false;
    running.ifPresent(
        now ->
            List.<Runnable>of(
                    pool::close,
                    now.node()::close,
                    now.devp2p()::close,
                    now.engine()::close,
                    rpc::stop)
                .forEach(ZknodePlugin::closed));
    running = Optional.empty();
  }

  /** What does not close in order keeps nothing else open. */
  private static void closed(final Runnable part) {
    try {
      part.run();
    } catch (final RuntimeException | Error e) {
      LOG.error("a part of the node did not close in order", e);
    }
  }
}
