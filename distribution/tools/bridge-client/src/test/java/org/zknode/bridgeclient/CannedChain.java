/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A JSON-RPC server that answers what the test says. */
final class CannedChain implements AutoCloseable {
  /** An answer of a call that reverts. */
  record Revert(String data) {}

  private final ObjectMapper mapper;
  private final Map<String, Function<List<Object>, Object>> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  CannedChain(final ObjectMapper mapper) throws IOException {
    this.mapper = mapper;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * @param answer of its parameters
   */
  void answers(final String method, final Function<List<Object>, Object> answer) {
    answers.put(method, answer);
  }

  private void answer(final HttpExchange exchange) throws IOException {
    final JsonNode request = mapper.readTree(exchange.getRequestBody());
    final List<Object> params =
        mapper.convertValue(
            request.path("params"),
            mapper.getTypeFactory().constructCollectionType(List.class, Object.class));
    final ObjectNode response = mapper.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", request.path("id"));
    final Object answer = answers.get(request.path("method").asText()).apply(params);
    if (answer instanceof Revert revert) {
      response
          .putObject("error")
          .put("code", 3)
          .put("message", "execution reverted")
          .put("data", revert.data());
    } else {
      response.set("result", mapper.valueToTree(answer));
    }
    final byte[] body = mapper.writeValueAsBytes(response);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
