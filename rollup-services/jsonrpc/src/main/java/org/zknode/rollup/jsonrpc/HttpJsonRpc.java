/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;

/**
 * The client of JSON-RPC 2.0 over HTTP/1.1: one attempt, one answer, bounded in time and bytes. Who
 * is asked again, how often and when is the caller's. Thread-safe; holds connections and is closed
 * by its owner.
 */
public final class HttpJsonRpc implements AutoCloseable {
  private static final int HTTP_REDIRECT = 300;
  private static final int HTTP_BAD_REQUEST = 400;
  private static final int HTTP_TOO_MANY_REQUESTS = 429;
  private static final int HTTP_SERVER_ERROR = 500;

  /** Answers to whoever may not ask; what else they say is about that. */
  private static final Set<Integer> HTTP_NOT_ALLOWED = Set.of(401, 402, 403, 407);

  /** A trace has an object and an array for each of the EVM's 1,024 depths of calls. */
  private static final int MAX_NESTING = 4 * 1024;

  /**
   * What one call may cost.
   *
   * @param deadline from sending the request to the last byte of the answer
   * @param maxBytes longest answer that is read
   */
  public record Limits(Duration deadline, int maxBytes) {}

  private final HttpPost http;
  private final ObjectMapper json;
  private final AtomicLong ids = new AtomicLong();

  /**
   * @param connect longest time for a connection; part of the deadline
   * @param maxStringBytes longest text in an answer: calldata and logs are long
   */
  public HttpJsonRpc(final Duration connect, final int maxStringBytes) {
    this.http = new HttpPost(connect);
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxStringLength(maxStringBytes)
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .build();
  }

  /**
   * The result of one call; JSON null is returned as a null node.
   *
   * @param params what Jackson can serialize
   */
  public JsonNode call(
      final URI url, final Limits within, final String method, final List<?> params)
      throws JsonRpcException {
    return call(url, within, json::readTree, method, params);
  }

  /**
   * The result of one call as the reader takes it while it arrives.
   *
   * @param params what Jackson can serialize
   */
  public <T> T call(
      final URI url,
      final Limits within,
      final ResultReader<T> reader,
      final String method,
      final List<?> params)
      throws JsonRpcException {
    final long id = ids.incrementAndGet();
    return http.post(
        url,
        bytes(request(json.createObjectNode(), id, method, params)),
        within,
        (response, body) -> {
          requireAnswer(url, response, body);
          final JsonRpcAnswer<T> answer = read(url, response.statusCode(), body, reader);
          if (answer.error().isPresent()) {
            throw failed(url, new Failure.Refused(answer.error().get()));
          }
          final int status = response.statusCode();
          if (answer.result().isEmpty()) {
            throw failed(url, new Failure.NotJsonRpc(status, "no result in its answer"));
          }
          if (!answer.id().equals(Long.toString(id))) {
            throw failed(url, new Failure.NotJsonRpc(status, "it answered another request's id"));
          }
          return answer.result().get();
        });
  }

  /** Replies in the order of the calls, which the server may work on in any order. */
  public List<JsonRpcCall.Reply> batch(
      final URI url, final Limits within, final List<JsonRpcCall> calls) throws JsonRpcException {
    if (calls.isEmpty()) {
      return List.of();
    }
    final ArrayNode request = json.createArrayNode();
    for (int i = 0; i < calls.size(); i++) {
      request(request.addObject(), i, calls.get(i).method(), calls.get(i).params());
    }
    return http.post(
        url,
        bytes(request),
        within,
        (response, body) -> {
          requireAnswer(url, response, body);
          return replies(url, response.statusCode(), tree(url, response, body), calls.size());
        });
  }

  /**
   * The bytes of the answer to a request that is made already, for who measures the exchange alone.
   *
   * @throws JsonRpcException there is none; error objects and HTTP statuses are not looked at
   */
  public byte[] exchange(final URI url, final Limits within, final byte[] request)
      throws JsonRpcException {
    return http.post(url, request, within, (response, body) -> body.readAllBytes());
  }

  @Override
  public void close() {
    http.close();
  }

  private ObjectNode request(
      final ObjectNode into, final long id, final String method, final List<?> params) {
    into.put("jsonrpc", "2.0").put("id", id).put("method", method);
    into.set("params", json.valueToTree(params));
    return into;
  }

  private static byte[] bytes(final JsonNode request) {
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonRpcException failed(final URI url, final Failure failure) {
    return new JsonRpcException(ShownUrl.of(url), failure, null);
  }

  private void requireAnswer(final URI url, final HttpResponse<?> response, final InputStream body)
      throws JsonRpcException {
    final int status = response.statusCode();
    if (status == HTTP_TOO_MANY_REQUESTS
        || status >= HTTP_SERVER_ERROR
        || status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST
        || HTTP_NOT_ALLOWED.contains(status)) {
      final Optional<Duration> retryAfter =
          response
              .headers()
              .firstValue("Retry-After")
              .flatMap(header -> RetryAfter.parse(header, Instant.now()));
      throw failed(url, new Failure.HttpStatus(status, retryAfter, error(body)));
    }
  }

  /** Empty when there is none that can be read. */
  private Optional<JsonRpcError> error(final InputStream body) {
    try (JsonParser parser = json.createParser(body)) {
      return JsonRpcAnswer.read(json, parser, json::<JsonNode>readTree).error();
    } catch (final IOException none) {
      return Optional.empty();
    }
  }

  private <T> JsonRpcAnswer<T> read(
      final URI url, final int status, final InputStream body, final ResultReader<T> reader)
      throws IOException, JsonRpcException {
    try (JsonParser parser = json.createParser(body)) {
      return JsonRpcAnswer.read(json, parser, reader);
    } catch (final JsonProcessingException e) {
      throw noJson(url, status, e);
    } catch (final JsonRpcAnswer.NotJsonRpcException e) {
      throw new JsonRpcException(
          ShownUrl.of(url), new Failure.NotJsonRpc(status, e.getMessage()), e);
    }
  }

  private JsonNode tree(final URI url, final HttpResponse<?> response, final InputStream body)
      throws IOException, JsonRpcException {
    try {
      return json.readTree(body);
    } catch (final JsonProcessingException e) {
      throw noJson(url, response.statusCode(), e);
    }
  }

  private static JsonRpcException noJson(
      final URI url, final int status, final JsonProcessingException why) {
    return new JsonRpcException(
        ShownUrl.of(url),
        new Failure.NotJsonRpc(status, "HTTP status %d and no JSON".formatted(status)),
        why);
  }

  private static List<JsonRpcCall.Reply> replies(
      final URI url, final int status, final JsonNode answer, final int count)
      throws JsonRpcException {
    if (!answer.isArray() || answer.size() != count) {
      throw failed(
          url,
          new Failure.NotJsonRpc(
              status, "%d calls got %d replies".formatted(count, answer.size())));
    }
    final List<JsonRpcCall.Reply> replies = new ArrayList<>(Collections.nCopies(count, null));
    for (final JsonNode item : answer) {
      final int id = item.path("id").asInt(-1);
      if (id < 0 || id >= count || replies.get(id) != null) {
        throw failed(
            url, new Failure.NotJsonRpc(status, "it answered an id that is not in the batch"));
      }
      final Optional<JsonRpcError> error =
          Optional.of(item.path("error")).filter(JsonNode::isObject).map(JsonRpcError::of);
      replies.set(
          id,
          new JsonRpcCall.Reply(
              error.isPresent() ? MissingNode.getInstance() : item.path("result"), error));
    }
    return List.copyOf(replies);
  }
}
