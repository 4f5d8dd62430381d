/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.time.Clock;
import java.util.Optional;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.zknode.plugin.besu.BesuAccess;
import org.zknode.plugin.besu.ScheduledExecution;
import org.zknode.plugin.options.ExecutorOptions;
import org.zknode.rollup.executor.ExecutorConfig;
import org.zknode.rollup.executor.ExecutorServer;

/**
 * {@code --plugin-executor-*}: executes batches on their witness for others. Of Besu it takes the
 * rules of the genesis file alone, so it needs no other plugin class, and no chain beyond block 0.
 */
public final class ExecutorPlugin implements BesuPlugin {
  private final ExecutorOptions options = new ExecutorOptions();
  private final BesuMetrics metrics = new BesuMetrics();
  private ServiceManager services;
  private BesuAccess besu;
  private Optional<ExecutorServer> server = Optional.empty();

  @Override
  public void register(final ServiceManager serviceManager) {
    HostReport.logged(
        () -> {
          services = serviceManager;
          besu =
              BesuAccess.register(
                  ZknodeContext.require(services, PicoCLIOptions.class),
                  ExecutorOptions.NAMESPACE,
                  options);
        });
  }

  @Override
  public void beforeExternalServices() {
    HostReport.logged(() -> options.toConfig(Versions.own()).ifPresent(this::prepare));
  }

  private void prepare(final ExecutorConfig config) {
    final ProtocolSchedule schedule = besu.controller().getProtocolSchedule();
    server =
        Optional.of(
            new ExecutorServer(
                config, ScheduledExecution.of(schedule), Clock.systemUTC(), metrics));
  }

  @Override
  public void start() {
    server.ifPresent(
        prepared ->
            HostReport.logged(
                () -> {
                  metrics.bind(ZknodeContext.require(services, MetricsSystem.class));
                  prepared.start();
                }));
  }

  @Override
  public void stop() {
    server.ifPresent(ExecutorServer::stop);
    server = Optional.empty();
  }
}
