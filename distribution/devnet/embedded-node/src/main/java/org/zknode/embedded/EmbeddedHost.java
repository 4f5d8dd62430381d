/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RlpxLimits;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.node.StartupException;

/** One embedded node: engine, roles, devp2p and JSON-RPC. Several may run in one JVM. */
final class EmbeddedHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedHost.class);
  private static final String ENGINE_KEY = "engine-anvil";
  private static final long CHECK_SECONDS = 2;

  private final AnvilEngine engine;
  private final RollupNode node;
  private final Optional<RlpxServer> rlpx;
  private final HttpFront front;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("engine-check").factory());

  private EmbeddedHost(
      final AnvilEngine engine,
      final RollupNode node,
      final Optional<RlpxServer> rlpx,
      final HttpFront front) {
    this.engine = engine;
    this.node = node;
    this.rlpx = rlpx;
    this.front = front;
  }

  /**
   * Starts everything; on failure nothing is left running.
   *
   * @throws StartupException the roles cannot start
   * @throws IOException a port is taken, or the data directory cannot be written
   * @throws EngineException anvil cannot start, bad genesis, bad journal
   */
  static EmbeddedHost start(
      final EmbeddedOptions options, final NodeConfig config, final NodeFactory factory)
      throws IOException, StartupException {
    final PrivateKey key = options.nodeKey();
    final List<Enode> peers = options.bootnodeEnodes();
    final Undo undo = new Undo();
    try {
      final AnvilEngine engine =
          undo.add(new AnvilEngine(options.anvil, options.genesis, options.dataDirectory));
      if (engine.chainId() != config.chain().l2ChainId()) {
        throw new EngineException(
            "genesis file %s has chain id %d, --plugin-zknode-l2-chain-id says %d"
                .formatted(options.genesis, engine.chainId(), config.chain().l2ChainId()));
      }
      final InMemoryMetrics metrics = new InMemoryMetrics();
      metrics.gauge("head_block", "Number of the newest block", () -> engine.head().number());
      final RollupNode node = undo.add(factory.create(config, engine, metrics, Clock.systemUTC()));
      final Optional<RlpxServer> rlpx = startRlpx(options, config, key, node, metrics);
      rlpx.ifPresent(undo::add);
      final HttpFront front = undo.add(startFront(options, engine, node, rlpx, metrics));
      node.start();
      rlpx.ifPresent(server -> peers.forEach(server::addStaticPeer));
      final EmbeddedHost host = new EmbeddedHost(engine, node, rlpx, front);
      host.watchEngine();
      undo.keep();
      LOG.info(
          "started: JSON-RPC {}, devp2p {}",
          host.rpcUrl(),
          rlpx.map(RlpxServer::enode).map(Enode::toString).orElse("off (no zks capability)"));
      return host;
    } finally {
      undo.close();
    }
  }

  private static Optional<RlpxServer> startRlpx(
      final EmbeddedOptions options,
      final NodeConfig config,
      final PrivateKey key,
      final RollupNode node,
      final Metrics metrics)
      throws IOException {
    if (node.zksCapabilities().isEmpty()) {
      return Optional.empty();
    }
    final RlpxZksTransport transport =
        new RlpxZksTransport(
            node.zksHandler(), key.publicKey(), config.zks().refuseOffenders(), metrics);
    final RlpxServer server =
        RlpxServer.builder()
            .key(key)
            .clientId(EmbeddedNode.CLIENT_ID)
            .bind(options.p2pHost, options.p2pPort)
            .capabilities(RlpxZksTransport.capabilities(node.zksCapabilities()))
            .limits(RlpxLimits.defaults().withMaxConnections(config.zks().transportConnections()))
            .handler(transport)
            .events(transport::count)
            .admission(transport.addresses()::admits)
            .start();
    transport.observe(server);
    return Optional.of(server);
  }

  private static HttpFront startFront(
      final EmbeddedOptions options,
      final AnvilEngine engine,
      final RollupNode node,
      final Optional<RlpxServer> rlpx,
      final InMemoryMetrics metrics)
      throws IOException {
    final ObjectMapper mapper = new ObjectMapper();
    final EthereumMethods ethereum =
        new EthereumMethods(
            mapper,
            engine,
            node.gateway(),
            node.pending(),
            () -> rlpx.map(server -> server.connections().size()).orElse(0));
    node.useTransactions(ethereum);
    return new HttpFront(
        options.rpcHost,
        options.rpcPort,
        mapper,
        new JsonRpcHandler(mapper, ethereum, node.rpcMethods()),
        node.status(),
        metrics);
  }

  private void watchEngine() {
    final Future<?> watching =
        timer.scheduleWithFixedDelay(
            this::checkEngine, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    LOG.debug("engine is watched: {}", !watching.isDone());
  }

  private void checkEngine() {
    try {
      engine.ensureAlive();
      node.status().recovered(ENGINE_KEY);
    } catch (final EngineException e) {
      node.status().degraded(ENGINE_KEY, e.getMessage());
    } catch (final RuntimeException | Error e) {
      // A timer's task that throws is never called again.
      LOG.error("the engine could not be looked at", e);
      node.status().degraded(ENGINE_KEY, "the engine could not be looked at: " + e);
    }
  }

  URI rpcUrl() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  /** Takes in nothing more, stops the roles, then what they stand on. */
  @Override
  public void close() {
    timer.shutdownNow();
    front.close();
    node.close();
    rlpx.ifPresent(RlpxServer::close);
    engine.close();
  }

  /** Closes what was started, in reverse, unless told to keep it. */
  private static final class Undo implements AutoCloseable {
    private final java.util.ArrayDeque<AutoCloseable> started = new java.util.ArrayDeque<>();

    <T extends AutoCloseable> T add(final T closeable) {
      started.push(closeable);
      return closeable;
    }

    void keep() {
      started.clear();
    }

    @Override
    public void close() {
      for (final AutoCloseable closeable : started) {
        try {
          closeable.close();
        } catch (final Exception e) {
          LOG.warn("closing after a failed start: {}", e.toString());
        }
      }
    }
  }
}
