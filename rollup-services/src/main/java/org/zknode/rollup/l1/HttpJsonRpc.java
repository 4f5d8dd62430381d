/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.service.TemporaryException;

/** One JSON-RPC 2.0 request over HTTP to one endpoint, and its answer. Thread-safe. */
final class HttpJsonRpc implements AutoCloseable {
  /** How the JDK's limiting body handler fails; there is no exception type of its own. */
  private static final String BODY_TOO_LONG = "exceeds capacity";

  private static final int HTTP_TOO_MANY_REQUESTS = 429;
  private static final int HTTP_SERVER_ERROR = 500;

  /** Answers to whoever may not ask; what else they say is about that. */
  private static final Set<Integer> HTTP_NOT_ALLOWED = Set.of(401, 402, 403, 407);

  /** Redirects are not followed: the answer would be another server's. */
  private static final int HTTP_REDIRECT = 300;

  private static final int HTTP_BAD_REQUEST = 400;

  private final JsonRpcLimits limits;
  private final HttpClient http;
  private final ObjectMapper json;
  private final AtomicLong ids = new AtomicLong();

  HttpJsonRpc(final JsonRpcLimits limits) {
    this.limits = limits;
    // HTTP/1.1: giving up a call closes its connection, so that the other side notices.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.requestTimeout())
            .build();
    // Calldata and logs are long strings; the response cap bounds them already.
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxStringLength(limits.maxResponseBytes())
                            .build())
                    .build())
            .build();
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
    final long id = ids.incrementAndGet();
    final ObjectNode request = json.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", json.valueToTree(params));
    final HttpResponse<byte[]> response =
        exchange(endpoint, method, request.toString().getBytes(StandardCharsets.UTF_8));
    final int status = response.statusCode();
    if (status == HTTP_TOO_MANY_REQUESTS || status >= HTTP_SERVER_ERROR) {
      throw new L1EndpointException(endpoint.name(), "HTTP status " + status, retryAfter(response));
    }
    final boolean noAnswer = status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST;
    if (noAnswer || HTTP_NOT_ALLOWED.contains(status)) {
      throw new L1EndpointException(endpoint.name(), "HTTP status " + status);
    }
    final JsonNode answer;
    try {
      answer = json.readTree(response.body());
    } catch (final IOException e) {
      throw new L1EndpointException(
          endpoint.name(), "HTTP status %d and no JSON".formatted(status));
    }
    final JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw new JsonRpcErrorException(
          endpoint.name(),
          method,
          error.path("code").asLong(),
          message(error),
          revertData(error.path("data")));
    }
    if (!answer.has("result")) {
      throw new L1EndpointException(
          endpoint.name(), "HTTP status %d and no result".formatted(status));
    }
    if (!answer.path("id").asText().equals(Long.toString(id))) {
      throw new L1EndpointException(endpoint.name(), "it answered another request's id");
    }
    return answer.get("result");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static Optional<Duration> retryAfter(final HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(header -> RetryAfter.parse(header, Instant.now()));
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

  private HttpResponse<byte[]> exchange(
      final Endpoint endpoint, final String method, final byte[] body)
      throws JsonRpcErrorException {
    final HttpRequest request =
        HttpRequest.newBuilder(endpoint.url())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    final CompletableFuture<HttpResponse<byte[]>> future =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxResponseBytes()));
    try {
      // HttpRequest.timeout would stop at the headers: this one covers the body too.
      return future.get(limits.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      future.cancel(true);
      throw new L1EndpointException(endpoint.name(), "no answer within " + limits.requestTimeout());
    } catch (final ExecutionException e) {
      throw failure(endpoint, method, e.getCause());
    } catch (final InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while waiting for " + endpoint.name(), e);
    }
  }

  private L1EndpointException failure(
      final Endpoint endpoint, final String method, final Throwable cause)
      throws JsonRpcErrorException {
    if (cause.getMessage() == null || !cause.getMessage().contains(BODY_TOO_LONG)) {
      return new L1EndpointException(endpoint.name(), describe(cause));
    }
    final String text =
        "the answer is too large, more than %d bytes".formatted(limits.maxResponseBytes());
    if (method.equals("eth_getLogs")) {
      // The same question would get the same answer elsewhere: the caller must ask for less.
      throw new JsonRpcErrorException(
          endpoint.name(), method, JsonRpcTransport.CODE_LIMIT_EXCEEDED, text, Bytes.EMPTY);
    }
    return new L1EndpointException(endpoint.name(), text);
  }

  /** With the data when that is text: some nodes put the reason of a refusal there. */
  private static String message(final JsonNode error) {
    final String message = error.path("message").asText();
    final String data = error.path("data").asText();
    return data.isEmpty() || data.startsWith("0x") ? message : message + ": " + data;
  }

  /** The JDK's client leaves a refused or impossible connection without a message. */
  private static String describe(final Throwable cause) {
    if (cause.getMessage() != null) {
      return cause.getMessage();
    }
    return cause instanceof ConnectException
        ? "the connection cannot be made"
        : cause.getClass().getSimpleName();
  }
}
