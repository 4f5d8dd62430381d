/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.TemporaryException;

/** One JSON-RPC 2.0 request over HTTP to one endpoint, and its answer. Thread-safe. */
final class HttpJsonRpc implements AutoCloseable {
  private static final int HTTP_TOO_MANY_REQUESTS = 429;
  private static final int HTTP_SERVER_ERROR = 500;

  /** Answers to whoever may not ask; what else they say is about that. */
  private static final Set<Integer> HTTP_NOT_ALLOWED = Set.of(401, 402, 403, 407);

  /** Redirects are not followed: the answer would be another server's. */
  private static final int HTTP_REDIRECT = 300;

  private static final int HTTP_BAD_REQUEST = 400;

  /** A trace has an object and an array for each of the EVM's 1,024 depths of calls. */
  private static final int MAX_NESTING = 4 * 1024;

  private final JsonRpcLimits limits;
  private final HttpClient http;
  private final ObjectMapper json;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
                            .maxNestingDepth(MAX_NESTING)
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
    try {
      return send(endpoint, method, limits, json::readTree, params);
    } catch (final AnswerBytes.TooLargeException e) {
      if (method.equals("eth_getLogs")) {
        // The same question would get the same answer elsewhere: the caller must ask for less.
        throw limitExceeded(endpoint, method, e.getMessage());
      }
      throw new L1EndpointException(endpoint.name(), e.getMessage());
    } catch (final TimeoutException e) {
      throw new L1EndpointException(endpoint.name(), e.getMessage());
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
      return send(endpoint, method, limits.large(), reader, params);
    } catch (final AnswerBytes.TooLargeException | TimeoutException e) {
      throw limitExceeded(endpoint, method, e.getMessage());
    }
  }

  private static JsonRpcErrorException limitExceeded(
      final Endpoint endpoint, final String method, final String why) {
    return new JsonRpcErrorException(
        endpoint.name(), method, JsonRpcTransport.CODE_LIMIT_EXCEEDED, why, Bytes.EMPTY);
  }

  private <T> T send(
      final Endpoint endpoint,
      final String method,
      final JsonRpcLimits within,
      final ResultReader<T> reader,
      final Object... params)
      throws JsonRpcErrorException, AnswerBytes.TooLargeException, TimeoutException {
    final long id = ids.incrementAndGet();
    final ObjectNode request = json.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", json.valueToTree(params));
    final HttpRequest post =
        HttpRequest.newBuilder(endpoint.url())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    request.toString().getBytes(StandardCharsets.UTF_8)))
            .build();
    final JsonRpcAnswer<T> answer =
        await(endpoint, within.requestTimeout(), () -> exchange(endpoint, post, within, reader));
    if (answer.error().isPresent()) {
      throw JsonRpcAnswer.failure(endpoint.name(), method, answer.error().get());
    }
    if (answer.result().isEmpty()) {
      throw new L1EndpointException(endpoint.name(), "no result in its answer");
    }
    if (!answer.id().equals(Long.toString(id))) {
      throw new L1EndpointException(endpoint.name(), "it answered another request's id");
    }
    return answer.result().get();
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }

  private static Optional<Duration> retryAfter(final HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(header -> RetryAfter.parse(header, Instant.now()));
  }

  private <T> JsonRpcAnswer<T> exchange(
      final Endpoint endpoint,
      final HttpRequest post,
      final JsonRpcLimits within,
      final ResultReader<T> reader)
      throws IOException, InterruptedException {
    final HttpResponse<InputStream> response = http.send(post, BodyHandlers.ofInputStream());
    try (InputStream body = new AnswerBytes(response.body(), within.maxResponseBytes())) {
      final int status = response.statusCode();
      if (status == HTTP_TOO_MANY_REQUESTS || status >= HTTP_SERVER_ERROR) {
        throw new L1EndpointException(
            endpoint.name(), "HTTP status " + status, retryAfter(response));
      }
      final boolean noAnswer = status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST;
      if (noAnswer || HTTP_NOT_ALLOWED.contains(status)) {
        throw new L1EndpointException(endpoint.name(), "HTTP status " + status);
      }
      try (JsonParser parser = json.createParser(body)) {
        return JsonRpcAnswer.read(json, parser, reader);
      } catch (final JsonProcessingException e) {
        throw new L1EndpointException(
            endpoint.name(), "HTTP status %d and no JSON".formatted(status));
      }
    }
  }

  /** The time covers the body too, which HttpRequest.timeout would not. */
  private <T> T await(final Endpoint endpoint, final Duration time, final Callable<T> exchange)
      throws AnswerBytes.TooLargeException, TimeoutException {
    final Future<T> future;
    try {
      future = threads.submit(exchange);
    } catch (final RejectedExecutionException e) {
      throw new TemporaryException("the client of %s is closed".formatted(endpoint.name()), e);
    }
    try {
      return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      throw (TimeoutException) new TimeoutException("no answer within " + time).initCause(e);
    } catch (final ExecutionException e) {
      throw failure(endpoint, e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted while waiting for " + endpoint.name(), e);
    } finally {
      future.cancel(true);
    }
  }

  private static L1EndpointException failure(final Endpoint endpoint, final Throwable cause)
      throws AnswerBytes.TooLargeException {
    return switch (cause) {
      case L1EndpointException known -> known;
      case AnswerBytes.TooLargeException tooLarge -> throw tooLarge;
      case Error error -> throw error;
      default -> new L1EndpointException(endpoint.name(), describe(cause));
    };
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
