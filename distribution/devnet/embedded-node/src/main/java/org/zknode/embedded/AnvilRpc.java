/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcCall;
import org.zknode.rollup.jsonrpc.JsonRpcException;

/** JSON-RPC over one keep-alive connection to anvil, with batches. */
final class AnvilRpc implements AutoCloseable {
  /** A full block of heavy calls takes seconds at most. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A block of full calldata with its receipts is far smaller. */
  private static final int MAX_BYTES = 256 << 20;

  private static final HttpJsonRpc.Limits LIMITS = new HttpJsonRpc.Limits(TIMEOUT, MAX_BYTES);

  private final HttpJsonRpc http = new HttpJsonRpc(CONNECT, MAX_BYTES);
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
    try {
      return http
          .batch(
              url,
              LIMITS,
              calls.stream().map(call -> new JsonRpcCall(call.method(), call.params())).toList())
          .stream()
          .map(AnvilRpc::reply)
          .toList();
    } catch (final JsonRpcException e) {
      throw new EngineException("anvil does not answer at " + e.getMessage(), e);
    }
  }

  private static Reply reply(final JsonRpcCall.Reply reply) {
    return reply
        .error()
        .map(
            error ->
                new Reply(
                    null, new RpcError((int) error.code(), error.message(), orNull(error.data()))))
        .orElseGet(() -> new Reply(orNull(reply.result()), null));
  }

  private static JsonNode orNull(final JsonNode node) {
    return node.isMissingNode() ? null : node;
  }

  @Override
  public void close() {
    http.close();
  }
}
