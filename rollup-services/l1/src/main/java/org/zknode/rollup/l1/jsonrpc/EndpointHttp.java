/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcError;
import org.zknode.rollup.jsonrpc.JsonRpcException;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;
import org.zknode.rollup.jsonrpc.ResultReader;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.TemporaryException;

/** One call to one endpoint, and what its failure means for the endpoint. Thread-safe. */
final class EndpointHttp implements AutoCloseable {
  private final JsonRpcLimits limits;
  private final HttpJsonRpc http;
  private final L1CallTimes times;

  EndpointHttp(final JsonRpcLimits limits, final L1CallTimes times) {
    this.limits = limits;
    this.times = times;
    this.http = new HttpJsonRpc(limits.requestTimeout(), limits.maxResponseBytes());
  }

  /**
   * The result of one call; JSON null is returned as a null node.
   *
   * @throws JsonRpcErrorException an error object, whoever's fault it is; also for logs above the
   *     cap of an answer
   * @throws L1EndpointException the endpoint gave no usable answer
   */
  JsonNode call(final Endpoint endpoint, final String method, final Object... params)
      throws JsonRpcErrorException {
    try {
      return timed(
          method, () -> http.call(endpoint.url(), limits.perCall(), method, Arrays.asList(params)));
    } catch (final JsonRpcException e) {
      if (e.failure() instanceof Failure.TooLarge && method.equals("eth_getLogs")) {
        // The same question would get the same answer elsewhere: the caller must ask for less.
        throw limitExceeded(endpoint, method, e.failure());
      }
      throw failed(endpoint, method, e);
    }
  }

  /**
   * What the reader takes of a result of which strangers decide how large it is and how long it
   * takes to make ({@link JsonRpcLimits#large()}): it costs the endpoint nothing when that is too
   * much.
   *
   * @throws JsonRpcErrorException an error object, or the answer is too large or takes too long
   * @throws L1EndpointException the endpoint gave no usable answer
   */
  <T> T read(
      final Endpoint endpoint,
      final String method,
      final ResultReader<T> reader,
      final Object... params)
      throws JsonRpcErrorException {
    try {
      return timed(
          method,
          () ->
              http.call(
                  endpoint.url(), limits.large().perCall(), reader, method, Arrays.asList(params)));
    } catch (final JsonRpcException e) {
      if (e.failure() instanceof Failure.TooLarge || e.failure() instanceof Failure.Deadline) {
        throw limitExceeded(endpoint, method, e.failure());
      }
      throw failed(endpoint, method, e);
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws JsonRpcException;
  }

  private <T> T timed(final String method, final Call<T> call) throws JsonRpcException {
    final long start = System.nanoTime();
    boolean ok = false;
    try {
      final T answer = call.run();
      ok = true;
      return answer;
    } finally {
      times.ended(method, ok, start);
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private static JsonRpcErrorException limitExceeded(
      final Endpoint endpoint, final String method, final Failure why) {
    return new JsonRpcErrorException(
        endpoint.name(), method, JsonRpcTransport.CODE_LIMIT_EXCEEDED, why.text(), Bytes.EMPTY);
  }

  private static TemporaryException failed(
      final Endpoint endpoint, final String method, final JsonRpcException e)
      throws JsonRpcErrorException {
    return switch (e.failure()) {
      case Failure.Refused refused -> throw refused(endpoint, method, refused.error());
      case Failure.HttpStatus status ->
          new L1EndpointException(endpoint.name(), status.text(), status.retryAfter());
      case Failure.GivenUp givenUp ->
          new TemporaryException("%s: %s".formatted(endpoint.name(), givenUp.text()), e);
      default -> new L1EndpointException(endpoint.name(), e.failure().text());
    };
  }

  private static JsonRpcErrorException refused(
      final Endpoint endpoint, final String method, final JsonRpcError error) {
    return new JsonRpcErrorException(
        endpoint.name(), method, error.code(), message(error), revertData(error.data()));
  }

  private static Bytes revertData(final JsonNode data) {
    // Some nodes put the data one level deeper: {"data": {"data": "0x..."}}.
    final String text = data.isObject() ? data.path("data").asText() : data.asText();
    try {
      return text.startsWith("0x") ? Bytes.fromHexString(text) : Bytes.EMPTY;
    } catch (final IllegalArgumentException notHex) {
      return Bytes.EMPTY;
    }
  }

  /** With the data when that is text: some nodes put the reason of a refusal there. */
  private static String message(final JsonRpcError error) {
    final String data = error.data().asText();
    return data.isEmpty() || data.startsWith("0x")
        ? error.message()
        : error.message() + ": " + data;
  }
}
