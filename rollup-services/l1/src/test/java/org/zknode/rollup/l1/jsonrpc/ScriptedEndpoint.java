/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP endpoint on the loopback interface that answers as the test says. */
public final class ScriptedEndpoint implements AutoCloseable {
  /**
   * @param body JSON text, or anything else for a broken endpoint
   */
  public record Answer(int status, String body, Map<String, String> headers) {
    public Answer(final int status, final String body) {
      this(status, body, Map.of());
    }

    public static Answer result(final String json) {
      return new Answer(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}");
    }

    public static Answer error(final long code, final String message) {
      return new Answer(
          200,
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
              .formatted(code, message));
    }
  }

  public interface Script {
    Answer answer(String method, JsonNode params) throws Exception;
  }

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  public ScriptedEndpoint(final Script script) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, script));
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(final HttpExchange exchange, final Script script) throws IOException {
    requests.incrementAndGet();
    final JsonNode request = json.readTree(exchange.getRequestBody());
    final Answer answer;
    try {
      answer = script.answer(request.get("method").asText(), request.get("params"));
    } catch (final Exception e) {
      throw new IOException(e);
    }
    final String echoed =
        answer.body().replace("\"id\":1,", "\"id\":%s,".formatted(request.get("id")));
    final byte[] body = echoed.getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
