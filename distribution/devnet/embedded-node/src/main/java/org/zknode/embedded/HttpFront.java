/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.status.NodeStatus;

/** HTTP: JSON-RPC by POST on {@code /}, {@code GET /health}, {@code GET /metrics}; CORS open. */
final class HttpFront implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** Largest request body; a batch of 20 large raw transactions fits. */
  static final int MAX_BODY_BYTES = 5 * 1024 * 1024;

  /** Requests worked on at the same time; further ones are told to come back. */
  static final int MAX_CONCURRENT = 256;

  private static final int BACKLOG = 128;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Semaphore slots = new Semaphore(MAX_CONCURRENT);
  private final ObjectMapper mapper;
  private final JsonRpcHandler rpc;
  private final NodeStatus status;
  private final InMemoryMetrics metrics;

  /**
   * Binds and starts.
   *
   * @throws IOException names host and port
   */
  HttpFront(
      final String host,
      final int port,
      final ObjectMapper mapper,
      final JsonRpcHandler rpc,
      final NodeStatus status,
      final InMemoryMetrics metrics)
      throws IOException {
    this.mapper = mapper;
    this.rpc = rpc;
    this.status = status;
    this.metrics = metrics;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
    } catch (final IOException e) {
      throw new IOException(
          "cannot listen for JSON-RPC on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
    executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    server.setExecutor(executor);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(final HttpExchange exchange) throws IOException {
    final boolean admitted = slots.tryAcquire();
    try (exchange) {
      if (!admitted) {
        answer(exchange, 503, "text/plain", text("too many requests at the same time"));
        return;
      }
      route(exchange);
    } catch (final IOException e) {
      LOG.debug("request of {} ended early: {}", exchange.getRemoteAddress(), e.toString());
    } finally {
      if (admitted) {
        slots.release();
      }
    }
  }

  private void route(final HttpExchange exchange) throws IOException {
    final String path = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod()) {
      case "OPTIONS" -> answer(exchange, 204, null, new byte[0]);
      case "POST" -> post(exchange);
      case "GET" -> {
        switch (path) {
          case "/health" -> health(exchange);
          case "/metrics" ->
              answer(exchange, 200, "text/plain; version=0.0.4", text(metrics.toText()));
          default -> answer(exchange, 404, "text/plain", text("JSON-RPC is served by POST"));
        }
      }
      default -> answer(exchange, 405, "text/plain", text("POST, GET and OPTIONS are served"));
    }
  }

  private void post(final HttpExchange exchange) throws IOException {
    final byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      answer(
          exchange,
          413,
          "text/plain",
          text("request body is larger than %d bytes".formatted(MAX_BODY_BYTES)));
      return;
    }
    answer(exchange, 200, "application/json", rpc.handle(body));
  }

  private void health(final HttpExchange exchange) throws IOException {
    final NodeStatus.Snapshot snapshot = status.snapshot();
    answer(
        exchange,
        snapshot.state() == NodeStatus.State.RUNNING ? 200 : 503,
        "application/json",
        mapper.writeValueAsBytes(snapshot));
  }

  private static void answer(
      final HttpExchange exchange, final int code, final String type, final byte[] body)
      throws IOException {
    final Headers headers = exchange.getResponseHeaders();
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Access-Control-Allow-Methods", "POST, GET, OPTIONS");
    headers.set("Access-Control-Allow-Headers", "*");
    headers.set("Access-Control-Max-Age", "600");
    if (type != null) {
      headers.set("Content-Type", type);
    }
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] text(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
