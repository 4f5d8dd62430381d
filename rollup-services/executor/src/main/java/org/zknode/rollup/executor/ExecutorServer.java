/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.grpc.BearerToken;
import org.zknode.rollup.grpc.ServerTls;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.Service;
import org.zknode.rollup.witness.StatelessExecutions.Chain;

/**
 * Serves executions over gRPC (docs/operate/executors.md): executor.proto, and the health service
 * that clients and load balancers ask.
 */
public final class ExecutorServer implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorServer.class);

  /** A connection that has not finished its handshake by then is dropped. */
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Clients that ping more often than this are cut off. */
  private static final Duration MIN_CLIENT_PING_INTERVAL = Duration.ofSeconds(5);

  /** A silent connection is probed this often. */
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(20);

  /** How long a stop waits for executions to end before it cuts them. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** Calls on one connection; those beyond what is executed at a time are refused one by one. */
  private static final int MAX_CALLS_PER_CONNECTION = 64;

  private static final BearerToken.Parties PARTIES =
      new BearerToken.Parties("executor", "executor");

  private final ExecutorConfig config;
  private final Executions executions;
  private final NettyServerBuilder builder;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("executor-grpc-", 0).factory());
  private Server server;

  /**
   * Reads the TLS and token files, if there are any.
   *
   * @throws IllegalArgumentException one of them cannot be used; the message names it
   */
  public ExecutorServer(
      final ExecutorConfig config, final Chain chain, final Clock clock, final Metrics metrics) {
    this.config = config;
    this.executions = new Executions(chain.execution(), config.limits(), metrics);
    this.builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.port()),
                config
                    .access()
                    .tls()
                    .map(tls -> ServerTls.load(tls, clock).credentials())
                    .orElseGet(InsecureServerCredentials::create))
            .executor(calls)
            .maxInboundMessageSize(ExecutorLimits.MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(BearerToken.MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .handshakeTimeout(HANDSHAKE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(KEEP_ALIVE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(MIN_CLIENT_PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(new ExecutorGrpcService(chain.id(), config, executions))
            .addService(new PolygonService(chain.id(), executions))
            .addService(new HealthService());
    final Metrics.Counter refused =
        metrics.counter("executor_calls_refused", "calls without the right token");
    config
        .access()
        .tokenFile()
        .ifPresent(file -> builder.intercept(BearerToken.fromFile(file, PARTIES, refused)));
  }

  @Override
  public String name() {
    return "executor";
  }

  /**
   * @throws UncheckedIOException the address cannot be bound; its message names it
   */
  @Override
  public void start() {
    server = builder.build();
    try {
      server.start();
    } catch (final IOException e) {
      throw new UncheckedIOException(
          "the executor cannot listen on %s:%d: %s"
              .formatted(config.host(), config.port(), root(e)),
          e);
    }
    LOG.info(
        "Executor listens on {}:{}, {} executions at a time",
        config.host(),
        server.getPort(),
        config.limits().executions());
    if (config.access().tokenFile().isEmpty()
        && config.access().tls().flatMap(tls -> tls.clientCaFile()).isEmpty()) {
      LOG.warn("Whoever can reach {}:{} may have blocks executed", config.host(), port());
    }
  }

  /** The bound port. */
  public int port() {
    return server.getPort();
  }

  /** Waits for the running executions, not for long. */
  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
    }
    try {
      if (server != null
          && !server.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      executions.close();
      calls.shutdown();
    }
  }

  private static String root(final Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
