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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.service.TemporaryException;

/**
 * JSON-RPC 2.0 over HTTP against several equal endpoints. An endpoint that cannot be reached, times
 * out, answers 429 or 5xx, or answers no JSON is left for the next one, with exponential back-off
 * and jitter. One that says how long it wants to be left alone (Retry-After) is not asked before
 * that: a short time is waited for, a long one is reported at once. Thread-safe.
 */
public final class JsonRpcTransport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JsonRpcTransport.class);

  /** What public endpoints answer when the caller is too fast (JSON-RPC code). */
  private static final long CODE_TOO_MANY_REQUESTS = 429;

  /** EIP-1474: limit exceeded. */
  static final long CODE_LIMIT_EXCEEDED = -32005;

  /** How the JDK's limiting body handler fails; there is no exception type of its own. */
  private static final String BODY_TOO_LONG = "exceeds capacity";

  private static final int HTTP_OK = 200;
  private static final int HTTP_TOO_MANY_REQUESTS = 429;
  private static final int HTTP_SERVER_ERROR = 500;

  private final Endpoints endpoints;
  private final JsonRpcLimits limits;
  private final HttpClient http;
  private final ObjectMapper json;
  private final AtomicLong ids = new AtomicLong();

  public JsonRpcTransport(final List<URI> urls, final JsonRpcLimits limits) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("at least one JSON-RPC endpoint is needed");
    }
    this.endpoints = new Endpoints(urls, System::nanoTime);
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
   * @param params strings, booleans, maps or lists, as Jackson writes them
   * @throws JsonRpcErrorException the endpoint answered with an error object, or with more than the
   *     cap allows
   * @throws TemporaryException no endpoint gave a usable answer
   */
  public JsonNode call(final String method, final Object... params) throws JsonRpcErrorException {
    final ObjectNode request = json.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
    request.set("params", json.valueToTree(params));
    final byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    String lastProblem = "";
    for (int attempt = 0; attempt < limits.maxAttempts(); attempt++) {
      if (attempt > 0) {
        pause(attempt);
      }
      final int endpoint = endpoints.choose();
      await(endpoint, method);
      try {
        return attempt(endpoints.url(endpoint), method, body);
      } catch (final EndpointException e) {
        lastProblem = "%s: %s".formatted(display(endpoints.url(endpoint)), e.getMessage());
        LOG.debug("{} failed at {}", method, lastProblem);
        e.retryAfter().ifPresent(time -> endpoints.leaveAlone(endpoint, time));
        endpoints.failed(endpoint);
      }
    }
    throw new TemporaryException(
        "L1 gave no answer to %s in %d attempts, last %s"
            .formatted(method, limits.maxAttempts(), lastProblem));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private JsonNode attempt(final URI url, final String method, final byte[] body)
      throws EndpointException, JsonRpcErrorException {
    final HttpResponse<byte[]> response = exchange(url, method, body);
    final int status = response.statusCode();
    if (status == HTTP_TOO_MANY_REQUESTS || status >= HTTP_SERVER_ERROR) {
      throw new EndpointException("HTTP status " + status, retryAfter(response));
    }
    final JsonNode answer;
    try {
      answer = json.readTree(response.body());
    } catch (final IOException e) {
      throw new EndpointException("HTTP status %d and no JSON".formatted(status));
    }
    final JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw rpcError(method, error);
    }
    if (status != HTTP_OK || !answer.has("result")) {
      throw new EndpointException("HTTP status %d and no result".formatted(status));
    }
    return answer.get("result");
  }

  private static Optional<Duration> retryAfter(final HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(header -> RetryAfter.parse(header, Instant.now()));
  }

  /**
   * @throws TemporaryException every endpoint wants to be left alone for longer than a pause
   */
  private void await(final int endpoint, final String method) {
    final Duration wait = endpoints.wait(endpoint);
    if (wait.compareTo(limits.maxDelay()) > 0) {
      throw new TemporaryException(
          "L1 was not asked for %s: %s wants to be left alone for another %d s"
              .formatted(method, display(endpoints.url(endpoint)), wait.toSeconds()));
    }
    sleep(wait);
  }

  private JsonRpcErrorException rpcError(final String method, final JsonNode error)
      throws EndpointException {
    final long code = error.path("code").asLong();
    final String message = error.path("message").asText();
    final String lower = message.toLowerCase(Locale.ROOT);
    if (code == CODE_TOO_MANY_REQUESTS
        || lower.contains("rate limit")
        || lower.contains("too many requests")) {
      throw new EndpointException(message);
    }
    return new JsonRpcErrorException(method, code, message, revertData(error.path("data")));
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

  private HttpResponse<byte[]> exchange(final URI url, final String method, final byte[] body)
      throws EndpointException, JsonRpcErrorException {
    final HttpRequest request =
        HttpRequest.newBuilder(url)
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
      throw new EndpointException("no answer within " + limits.requestTimeout());
    } catch (final ExecutionException e) {
      final Throwable cause = e.getCause();
      if (cause.getMessage() != null && cause.getMessage().contains(BODY_TOO_LONG)) {
        // The same question would get the same answer elsewhere: the caller must ask for less.
        throw new JsonRpcErrorException(
            method,
            CODE_LIMIT_EXCEEDED,
            "the answer is too large, more than %d bytes".formatted(limits.maxResponseBytes()),
            Bytes.EMPTY);
      }
      throw new EndpointException(describe(cause));
    } catch (final InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while waiting for " + display(url), e);
    }
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

  private void pause(final int attempt) {
    final Duration delay =
        limits.firstDelay().multipliedBy(1L << Math.min(attempt - 1, Integer.SIZE - 2));
    final long capped = Math.min(delay.toMillis(), limits.maxDelay().toMillis());
    // Half fixed, half random, so that many clients do not come back at the same instant.
    sleep(Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1)));
  }

  private static void sleep(final Duration time) {
    try {
      Thread.sleep(time);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted between two attempts", e);
    }
  }

  /** Paths and queries of endpoints often contain an API key. */
  private static String display(final URI url) {
    return "%s://%s:%d".formatted(url.getScheme(), url.getHost(), url.getPort());
  }

  private static final class EndpointException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    EndpointException(final String message) {
      this(message, Optional.empty());
    }

    EndpointException(final String message, final Optional<Duration> retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }
}
