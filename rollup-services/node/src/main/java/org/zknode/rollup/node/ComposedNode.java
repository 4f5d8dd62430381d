/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.database.CommitInDoubtException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.HostPool;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolMirror;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.RpcNames;
import org.zknode.rollup.rpc.sync.HostTransactions;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.EventLog;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksHub;

/**
 * A node whose parts are made when it starts. What the host needs before (capabilities, method
 * names) is known from the configuration; calls that come before the start get a clear answer.
 */
final class ComposedNode implements RollupNode {
  private static final Logger LOG = LoggerFactory.getLogger(ComposedNode.class);

  /** A wallet that asks another node than the one it sent to waits for as long. */
  private static final Duration MIRROR_INTERVAL = Duration.ofSeconds(1);

  private static final String NOT_STARTED = "this node is still starting";

  private final NodeConfig config;
  private final ExecutionEngine engine;
  private final Metrics metrics;
  private final Clock clock;
  private final PortsModule ports;
  private final EventLog events;
  private final NodeStatusTracker status;
  private final Map<String, RpcMethod> rpcMethods = new HashMap<>();
  private final Deque<Service> running = new ArrayDeque<>();
  private volatile Optional<NodeComponent> component = Optional.empty();
  private Optional<OpenResources> resources = Optional.empty();
  private Optional<HostPool> hostPool = Optional.empty();
  private HostTransactions hostTransactions = HostTransactions.none();

  /** All services have started: whoever asks by JSON-RPC may go on to send transactions. */
  private volatile boolean serving;

  ComposedNode(
      final NodeConfig config,
      final ExecutionEngine engine,
      final Metrics metrics,
      final Clock clock,
      final PortsModule ports) {
    this.config = config;
    this.engine = engine;
    this.metrics = metrics;
    this.clock = clock;
    this.ports = ports;
    this.events =
        new EventLog(
            event ->
                started()
                    .orElseThrow(() -> new TemporaryException(NOT_STARTED))
                    .store()
                    .record(event));
    this.status = new NodeStatusTracker(clock, events);
    RpcNames.ALL.forEach(name -> rpcMethods.put(name, params -> call(name, params)));
  }

  private Optional<NodeComponent> started() {
    return component;
  }

  private Object call(final String name, final List<Object> params) throws RpcException {
    final NodeComponent parts =
        started()
            .filter(present -> serving)
            .orElseThrow(() -> new RpcException(RpcException.DEFAULT, NOT_STARTED));
    return parts.rpcMethods().get(name).call(params);
  }

  @Override
  public List<CapabilityOffer> zksCapabilities() {
    return ZksHub.offers(config.zks(), config.isMainNode() || config.verifier().isPresent());
  }

  @Override
  public ZksConnectionHandler zksHandler() {
    return new StartingZksHandler(() -> started().map(NodeComponent::hub), NOT_STARTED);
  }

  @Override
  public Map<String, RpcMethod> rpcMethods() {
    return Map.copyOf(rpcMethods);
  }

  @Override
  public TransactionGateway gateway() {
    return this::submit;
  }

  private void submit(final SignedTransaction transaction) throws PoolRejectedException {
    final NodeComponent parts = started().orElseThrow(() -> new PoolRejectedException(NOT_STARTED));
    try {
      parts.gateway().submit(transaction);
    } catch (final CommitInDoubtException e) {
      LOG.warn("transaction {} is in doubt: {}", transaction.hash(), e.getMessage());
      throw new PoolRejectedException(
          "the transaction pool did not confirm the transaction in time: it may be stored or not;"
              + " send the same transaction again");
    } catch (final TemporaryException e) {
      // Not stored, so it must not look accepted; the details are for the operator.
      LOG.warn("transaction {} could not be stored: {}", transaction.hash(), e.getMessage());
      throw new PoolRejectedException("the transaction pool is not available now, try again later");
    }
  }

  @Override
  public PendingTransactions pending() {
    return new StartingPending(() -> started().map(NodeComponent::pending));
  }

  @Override
  public NodeStatus status() {
    return status;
  }

  @Override
  public synchronized void start() throws StartupException {
    final NodeComponent parts =
        DaggerNodeComponent.factory()
            .create(
                config, new HostEngine(engine), metrics, clock, status, hostTransactions, ports);
    resources = Optional.of(parts.open());
    try {
      StartupChecks.run(config, engine, parts);
      component = Optional.of(parts);
      NodeMetrics.register(metrics, status, parts.store(), clock);
      NodeMetrics.register(metrics, parts.l1());
      startService(events);
      parts.services().stream()
          .sorted(Comparator.comparingInt(RoleService::order))
          .map(RoleService::service)
          .forEach(this::startService);
      mirror(parts).ifPresent(this::startService);
    } catch (final TemporaryException
        | CriticalException
        | L1ConfigurationException
        | IllegalArgumentException e) {
      close();
      throw new StartupException(e.getMessage(), e);
    } catch (final StartupException | RuntimeException | Error e) {
      close();
      throw e;
    }
    serving = true;
    LOG.info("roles {} run on the {} engine", Roles.of(config), engine.name());
  }

  @Override
  public synchronized void mirrorPool(final HostPool host) {
    if (started().isPresent()) {
      throw new IllegalStateException("the node has started");
    }
    hostPool = Optional.of(host);
  }

  @Override
  public synchronized void useTransactions(final HostTransactions host) {
    if (started().isPresent()) {
      throw new IllegalStateException("the node has started");
    }
    hostTransactions = host;
  }

  private Optional<Service> mirror(final NodeComponent parts) {
    return parts
        .pool()
        .flatMap(
            pool ->
                hostPool.map(
                    host ->
                        new ServiceLoop(
                            "pool-mirror",
                            MIRROR_INTERVAL,
                            new PoolMirror(pool, host)::step,
                            status)));
  }

  private void startService(final Service service) {
    service.start();
    running.push(service);
  }

  @Override
  public synchronized void close() {
    serving = false;
    started().ifPresent(parts -> parts.newBlocks().close());
    while (!running.isEmpty()) {
      final Service service = running.pop();
      try {
        service.stop();
      } catch (final RuntimeException | Error e) {
        LOG.error("{} did not stop in order", service.name(), e);
      }
    }
    component = Optional.empty();
    resources.ifPresent(OpenResources::close);
    resources = Optional.empty();
  }
}
