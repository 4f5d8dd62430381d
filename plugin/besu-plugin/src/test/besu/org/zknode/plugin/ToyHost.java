/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.hyperledger.besu.cli.BesuCommand;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.BesuConfiguration;
import org.hyperledger.besu.plugin.services.BesuService;
import org.hyperledger.besu.plugin.services.HealthCheckService;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.TransactionPoolValidatorService;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.metrics.Histogram;
import org.hyperledger.besu.plugin.services.metrics.LabelledMetric;
import org.hyperledger.besu.plugin.services.metrics.LabelledSuppliedMetric;
import org.hyperledger.besu.plugin.services.metrics.MetricCategory;
import org.hyperledger.besu.plugin.services.metrics.MetricCategoryRegistry;
import org.hyperledger.besu.plugin.services.p2p.P2PService;
import org.hyperledger.besu.plugin.services.rpc.PluginRpcRequest;
import org.hyperledger.besu.plugin.services.sync.SynchronizationService;
import org.hyperledger.besu.plugin.services.txvalidator.PluginTransactionPoolValidator;
import org.zknode.plugin.besu.ToyBesu;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Stands for Besu around its plugins: brings them through their life cycle in Besu's order, parses
 * their options, and hands out services of its own. A service may be missing.
 */
final class ToyHost implements ServiceManager {
  private final ToyBesu besu = new ToyBesu();
  private final BesuCommand command = new BesuCommand();
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
  private final Map<Class<?>, BesuService> services = new HashMap<>();
  private final Set<Class<?>> missing = new HashSet<>();
  private final List<BesuPlugin> plugins = new ArrayList<>();
  private final Map<String, Function<PluginRpcRequest, ?>> methods = new LinkedHashMap<>();
  private final Map<String, HealthCheckService.HealthCheckProvider> health = new HashMap<>();
  private final Map<String, DoubleSupplier> metrics = new HashMap<>();
  private final List<PluginTransactionPoolValidator> validators = new ArrayList<>();

  /**
   * @param data directory of Besu's data
   */
  ToyHost(final Path data, final BesuPlugin... plugins) {
    this.plugins.addAll(List.of(plugins));
    addService(PicoCLIOptions.class, this::addOptions);
    addService(RpcEndpointService.class, new Endpoints());
    addService(MetricCategoryRegistry.class, (MetricCategory category) -> {});
    addService(
        TransactionPoolValidatorService.class,
        factory -> validators.add(factory.createTransactionValidator()));
    addService(HealthCheckService.class, health::put);
    addService(BesuConfiguration.class, () -> data);
    addService(MetricsSystem.class, new Metrics());
    addService(P2PService.class, List::of);
    addService(SynchronizationService.class, (header, body) -> true);
    addService(
        TransactionSimulationService.class,
        (call, overrides, header, tracer, parameters) -> Optional.empty());
  }

  private final class Endpoints implements RpcEndpointService {
    @Override
    public <T> void registerRPCEndpoint(
        final String namespace, final String name, final Function<PluginRpcRequest, T> function) {
      methods.put(namespace + "_" + name, function);
    }
  }

  /** Without histograms. */
  class Metrics implements MetricsSystem {
    @Override
    public LabelledMetric<Histogram> createLabelledHistogram(
        final MetricCategory category,
        final String name,
        final String help,
        final double[] buckets,
        final String... labels) {
      return values -> value -> {};
    }

    @Override
    public LabelledSuppliedMetric createLabelledSuppliedGauge(
        final MetricCategory category,
        final String name,
        final String help,
        final String... labels) {
      return (value, series) -> metrics.put(name + List.of(series), value);
    }

    @Override
    public void createCounter(
        final MetricCategory category,
        final String name,
        final String help,
        final DoubleSupplier value) {
      metrics.put(name, value);
    }

    @Override
    public void createGauge(
        final MetricCategory category,
        final String name,
        final String help,
        final DoubleSupplier value) {
      metrics.put(name, value);
    }
  }

  private void addOptions(final String namespace, final Object options) {
    final CommandSpec added =
        options instanceof CommandSpec already ? already : CommandSpec.forAnnotatedObject(options);
    spec.addMixin("Plugin " + namespace, added);
  }

  ToyBesu besu() {
    return besu;
  }

  /** This Besu does not offer it. */
  void without(final Class<? extends BesuService> service) {
    missing.add(service);
  }

  void register() {
    plugins.forEach(plugin -> plugin.register(this));
  }

  /** As Besu does it: options, then the controller, then the plugins. */
  void prepare(final List<String> arguments) {
    new CommandLine(spec).parseArgs(arguments.toArray(String[]::new));
    command.built(besu);
    plugins.forEach(BesuPlugin::beforeExternalServices);
  }

  void start() {
    plugins.forEach(BesuPlugin::start);
  }

  void stop() {
    plugins.forEach(BesuPlugin::stop);
  }

  /** By full name. */
  Map<String, Function<PluginRpcRequest, ?>> methods() {
    return methods;
  }

  Object call(final String method, final Object... params) {
    return methods.get(method).apply(() -> params);
  }

  /** By endpoint. */
  Map<String, HealthCheckService.HealthCheckProvider> health() {
    return health;
  }

  HealthCheckService.HealthCheckResult readiness() {
    return health.get("/readiness").check(name -> null);
  }

  /** By name. */
  Map<String, DoubleSupplier> metrics() {
    return metrics;
  }

  PluginTransactionPoolValidator validator() {
    return validators.getFirst();
  }

  @Override
  public <T extends BesuService> void addService(final Class<T> type, final T service) {
    services.put(type, service);
  }

  @Override
  public <T extends BesuService> Optional<T> getService(final Class<T> type) {
    return missing.contains(type)
        ? Optional.empty()
        : Optional.ofNullable(services.get(type)).map(type::cast);
  }
}
