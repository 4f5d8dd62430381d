/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page: a handful of files, held in memory, and {@code config.json}. What the page shows
 * it reads by itself from the nodes.
 */
public final class ExplorerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExplorerServer.class);

  /** Name of each file by its type; of the page's folder in this package. */
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "explorer.js", "text/javascript; charset=utf-8",
          "explorer.css", "text/css; charset=utf-8",
          "licenses.txt", "text/plain; charset=utf-8",
          // What to do about each reason, as operators read it.
          "operations.md", "text/markdown; charset=utf-8");

  /** Requests at the same time; further ones are told to come back. */
  private static final int MAX_CONCURRENT = 64;

  private static final int BACKLOG = 64;

  /**
   * Seconds in which a request has come, and in which its answer is taken: nobody keeps a place by
   * being slow. The JDK's server has no other way to say so, and reads them once in a process.
   */
  private static final Map<String, String> MOST_SECONDS =
      Map.of("sun.net.httpserver.maxReqTime", "15", "sun.net.httpserver.maxRspTime", "15");

  private record File(String type, byte[] content) {}

  private final Map<String, File> files = new HashMap<>();
  private final Semaphore places = new Semaphore(MAX_CONCURRENT);
  private final HttpServer server;
  private final ExecutorService executor;
  private final String policy;

  /**
   * Binds and starts.
   *
   * @param port 0 for any free one
   * @throws IOException names host and port
   */
  public ExplorerServer(final String host, final int port, final ExplorerConfig config)
      throws IOException {
    for (final Map.Entry<String, String> type : TYPES.entrySet()) {
      load(type.getKey(), type.getValue());
    }
    files.put(
        "/config.json",
        new File("application/json", ConfigJson.of(config).getBytes(StandardCharsets.UTF_8)));
    files.put("/", files.get("/index.html"));
    policy = policy(config);
    limitTimes();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
    } catch (final IOException e) {
      throw new IOException(
          "cannot listen for browsers on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
    executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("explorer-", 0).factory());
    server.setExecutor(executor);
    server.createContext("/", this::serve);
    server.start();
  }

  /** What was said on the command line stands. */
  private static void limitTimes() {
    MOST_SECONDS.forEach(
        (name, seconds) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, seconds);
          }
        });
  }

  private void load(final String name, final String type) throws IOException {
    try (InputStream in = ExplorerServer.class.getResourceAsStream("page/" + name)) {
      if (in != null) {
        files.put("/" + name, new File(type, in.readAllBytes()));
      }
    }
  }

  /** The page loads nothing but its own files, and talks to nobody but those it was told of. */
  private static String policy(final ExplorerConfig config) {
    final String others =
        Stream.concat(
                config.nodes().stream(),
                Stream.of(config.l1(), config.bridge()).flatMap(o -> o.stream()))
            .map(ExplorerServer::origin)
            .distinct()
            .collect(Collectors.joining(" "));
    return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:;"
        + " connect-src 'self' %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            .formatted(others);
  }

  private static String origin(final URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /** Where a browser finds the page. */
  public URI url() {
    final InetSocketAddress address = server.getAddress();
    final String host =
        address.getAddress().isAnyLocalAddress()
            ? "localhost"
            : address.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort()));
  }

  private void serve(final HttpExchange exchange) throws IOException {
    final boolean admitted = places.tryAcquire();
    try (exchange) {
      answer(exchange, admitted);
    } catch (final IOException e) {
      LOG.debug("request of {} ended early: {}", exchange.getRemoteAddress(), e.toString());
    } finally {
      if (admitted) {
        places.release();
      }
    }
  }

  private void answer(final HttpExchange exchange, final boolean admitted) throws IOException {
    final String method = exchange.getRequestMethod();
    final File file = files.get(exchange.getRequestURI().getPath());
    if (!admitted) {
      refuse(exchange, 503, "too many requests at the same time");
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      refuse(exchange, 405, "GET and HEAD are served");
    } else if (file == null) {
      refuse(exchange, 404, "no such file");
    } else {
      send(exchange, 200, file);
    }
  }

  private void refuse(final HttpExchange exchange, final int code, final String text)
      throws IOException {
    send(
        exchange,
        code,
        new File("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
  }

  private void send(final HttpExchange exchange, final int code, final File file)
      throws IOException {
    final Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", file.type());
    headers.set("Cache-Control", "no-cache");
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
      return;
    }
    exchange.sendResponseHeaders(code, file.content().length);
    exchange.getResponseBody().write(file.content());
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
