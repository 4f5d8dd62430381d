/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small JSON-RPC client over HTTP, for what a user of the devnet would do. */
public final class JsonRpc {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final URI url;
  private final HttpClient http;

  public JsonRpc(final URI url) {
    this.url = url;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
  }

  /** The node answered with a JSON-RPC error. */
  public static final class RpcError extends Exception {
    private static final long serialVersionUID = 1L;
    private final int code;

    RpcError(final int code, final String message) {
      super(message);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  public URI url() {
    return url;
  }

  /**
   * @return the result, a JSON null when there is none
   * @throws IOException not reachable, or not JSON-RPC
   */
  public JsonNode call(final String method, final Object... params) throws IOException, RpcError {
    final byte[] body =
        MAPPER.writeValueAsBytes(
            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params)));
    final HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    final JsonNode answer;
    try {
      answer = MAPPER.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted while asking " + url, e);
    }
    if (answer == null) {
      throw new IOException(url + " gave an empty answer to " + method);
    }
    if (answer.hasNonNull("error")) {
      throw new RpcError(
          answer.get("error").path("code").asInt(), answer.get("error").path("message").asText());
    }
    return answer.path("result");
  }

  /** The result, or empty when the node is not reachable, answers with an error or with null. */
  public Optional<JsonNode> tryCall(final String method, final Object... params) {
    try {
      final JsonNode result = call(method, params);
      return result.isNull() || result.isMissingNode() ? Optional.empty() : Optional.of(result);
    } catch (final IOException | RpcError e) {
      return Optional.empty();
    }
  }

  /** A hex quantity as a number; empty as {@link #tryCall}. */
  public Optional<Long> tryQuantity(final String method, final Object... params) {
    return tryCall(method, params).map(node -> Long.decode(node.asText()));
  }
}
