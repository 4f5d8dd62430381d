/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.zknode.rollup.engine.EngineException;

/** JSON-RPC over one keep-alive connection to anvil, with batches. */
final class AnvilRpc implements AutoCloseable {
  /** A full block of heavy calls takes seconds at most. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI url;

  AnvilRpc(final URI url) {
    this.url = url;
  }

  /** One call of a batch; parameters are what Jackson can serialise. */
  record Call(String method, List<?> params) {
    static Call of(final String method, final Object... params) {
      return new Call(method, List.of(params));
    }
  }

  /**
   * @param error null when it succeeded
   */
  record Reply(JsonNode result, RpcError error) {
    /** The result, or an {@link EngineException} naming the method. */
    JsonNode orThrow(final String method) {
      if (error != null) {
        throw new EngineException("anvil refused %s: %s".formatted(method, error.message()));
      }
      return result;
    }
  }

  record RpcError(int code, String message, JsonNode data) {}

  /** One call that must succeed. */
  JsonNode call(final String method, final Object... params) {
    return batch(List.of(Call.of(method, params))).getFirst().orThrow(method);
  }

  /** Replies in the order of the calls. Anvil may run them concurrently. */
  List<Reply> batch(final List<Call> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    final ArrayNode request = mapper.createArrayNode();
    for (int i = 0; i < calls.size(); i++) {
      final ObjectNode call = request.addObject();
      call.put("jsonrpc", "2.0").put("id", i).put("method", calls.get(i).method());
      call.set("params", mapper.valueToTree(calls.get(i).params()));
    }
    final JsonNode response = post(request);
    if (!response.isArray() || response.size() != calls.size()) {
      throw new EngineException(
          "anvil answered %d calls with: %s"
              .formatted(calls.size(), abbreviate(response.toString())));
    }
    final Reply[] replies = new Reply[calls.size()];
    for (final JsonNode item : response) {
      final int id = item.path("id").asInt(-1);
      if (id < 0 || id >= replies.length) {
        throw new EngineException("anvil answered an unknown id: " + abbreviate(item.toString()));
      }
      replies[id] = reply(item);
    }
    return new ArrayList<>(List.of(replies));
  }

  private static Reply reply(final JsonNode item) {
    final JsonNode error = item.get("error");
    return error == null
        ? new Reply(item.get("result"), null)
        : new Reply(
            null,
            new RpcError(
                error.path("code").asInt(), error.path("message").asText(), error.get("data")));
  }

  private JsonNode post(final JsonNode body) {
    try {
      final HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)))
              .build();
      final HttpResponse<byte[]> response =
          http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return mapper.readTree(response.body());
    } catch (final JsonProcessingException e) {
      throw new EngineException("anvil did not answer JSON: " + e.getOriginalMessage(), e);
    } catch (final IOException e) {
      throw new EngineException("anvil does not answer at %s: %s".formatted(url, e), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while waiting for anvil", e);
    }
  }

  private static String abbreviate(final String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
