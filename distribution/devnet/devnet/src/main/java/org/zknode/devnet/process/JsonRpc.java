/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcError;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;

/** One node's JSON-RPC, for what a user of the devnet would do. Thread-safe. */
public final class JsonRpc {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** More than a full block with its receipts. */
  private static final int MAX_BYTES = 256 << 20;

  private final URI url;
  private final HttpJsonRpc.Limits limits;
  private final HttpJsonRpc http = new HttpJsonRpc(CONNECT, MAX_BYTES);

  public JsonRpc(final URI url) {
    this(url, TIMEOUT);
  }

  /**
   * @param timeout of one call
   */
  public JsonRpc(final URI url, final Duration timeout) {
    this.url = url;
    this.limits = new HttpJsonRpc.Limits(timeout, MAX_BYTES);
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
    try {
      return http.call(url, limits, method, Arrays.asList(params));
    } catch (final JsonRpcException e) {
      switch (e.failure()) {
        case Failure.Refused refused -> throw error(refused.error());
        case Failure.HttpStatus status -> {
          if (status.error().isPresent()) {
            throw error(status.error().get());
          }
          throw new IOException(e.getMessage(), e);
        }
        case Failure.GivenUp givenUp -> throw new LauncherException(e.getMessage(), e);
        default -> throw new IOException(e.getMessage(), e);
      }
    }
  }

  private static RpcError error(final JsonRpcError error) {
    return new RpcError((int) error.code(), error.message());
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
