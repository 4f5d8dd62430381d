/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node that takes transactions, and a circuit breaker in front of it: after no answer it is
 * left alone for a moment, then the next caller asks it something harmless first, while all others
 * are sent away at once.
 *
 * <p>HTTP/1.1, because giving up there closes the connection. A stream of HTTP/2 that is cancelled
 * while Besu works on its answer is never writable again, and Besu's worker waits a minute for it.
 */
final class RelayedNode implements AutoCloseable {
  /** Longest answer in bytes: a hash, a status or an error text is far shorter. */
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  /** For the harmless question: the node is close, or it is no use. */
  static final Duration PROBE = Duration.ofMillis(500);

  private static final int HTTP_CLIENT_ERROR = 400;
  private static final int HTTP_SERVER_ERROR = 500;
  private static final int HTTP_UNAVAILABLE = 503;

  /** How the JDK's limiting body handler fails; there is no exception type of its own. */
  private static final String BODY_TOO_LONG = "exceeds capacity";

  private static final Logger LOG = LoggerFactory.getLogger(RelayedNode.class);

  /** What became of a call. */
  sealed interface Outcome {}

  /** A JSON-RPC answer, result or error. */
  record Answered(JsonNode json) implements Outcome {}

  /** Nothing left this node. */
  record NotSent(String why) implements Outcome {}

  /**
   * It was sent, and nobody knows what it did.
   *
   * @param again the same call may be answered at once: the connection was broken
   */
  record Unknown(String why, boolean again) implements Outcome {}

  private final ObjectMapper json = new ObjectMapper();
  private final URI url;
  private final RelayLimits limits;
  private final LongSupplier nanoTime;
  private final HttpClient client;
  private final AtomicBoolean probing = new AtomicBoolean();
  private volatile boolean open;
  private volatile long probeAt;

  RelayedNode(final URI url, final RelayLimits limits, final LongSupplier nanoTime) {
    this.url = url;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .build();
  }

  /** Whether it may be asked now; finds out itself when it is time to. */
  boolean isAvailable() {
    if (!open) {
      return true;
    }
    if (nanoTime.getAsLong() - probeAt < 0 || !probing.compareAndSet(false, true)) {
      return false;
    }
    try {
      return call("eth_chainId", List.of(), PROBE) instanceof Answered;
    } finally {
      probing.set(false);
    }
  }

  /**
   * @param timeout for connection, headers and body together
   */
  Outcome call(final String method, final List<Object> params, final Duration timeout) {
    final Outcome outcome = exchange(method, params, timeout);
    if (outcome instanceof Answered) {
      if (open) {
        LOG.info("{} answers again", shownUrl());
      }
      open = false;
    } else {
      probeAt = nanoTime.getAsLong() + limits.pause().toNanos();
      if (!open) {
        LOG.warn("asking {} for {} failed: {}", shownUrl(), method, outcome);
      }
      open = true;
    }
    return outcome;
  }

  private Outcome exchange(final String method, final List<Object> params, final Duration timeout) {
    final CompletableFuture<HttpResponse<byte[]>> future;
    try {
      future =
          client.sendAsync(
              HttpRequest.newBuilder(url)
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofByteArray(
                          json.writeValueAsBytes(
                              Map.of(
                                  "jsonrpc", "2.0", "id", 1, "method", method, "params", params))))
                  .build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    } catch (final IOException e) {
      throw new IllegalStateException("JSON cannot be written", e);
    }
    try {
      // HttpRequest.timeout would stop at the headers: this one covers the body too.
      return read(future.get(Long.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS));
    } catch (final TimeoutException e) {
      // Closes the connection.
      future.cancel(true);
      return new Unknown("no answer within %d ms".formatted(timeout.toMillis()), false);
    } catch (final ExecutionException e) {
      return failed(e.getCause());
    } catch (final InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      return new Unknown("interrupted while waiting", false);
    }
  }

  private Outcome read(final HttpResponse<byte[]> response) {
    try {
      final JsonNode answer = json.readTree(response.body());
      if (answer != null && answer.isObject() && (answer.has("result") || answer.has("error"))) {
        return new Answered(answer);
      }
    } catch (final IOException e) {
      LOG.debug("the answer of {} is no JSON", shownUrl(), e);
    }
    final int status = response.statusCode();
    final String why = "HTTP %d without JSON-RPC".formatted(status);
    // A server that refuses the request as such has not looked at what is in it.
    return (status >= HTTP_CLIENT_ERROR && status < HTTP_SERVER_ERROR) || status == HTTP_UNAVAILABLE
        ? new NotSent(why)
        : new Unknown(why, false);
  }

  private static Outcome failed(final Throwable cause) {
    // Also the JDK's HttpConnectTimeoutException is meant: it is none, but wraps one.
    if (cause instanceof ConnectException || cause.getCause() instanceof ConnectException) {
      return new NotSent("the connection cannot be made");
    }
    final String text = String.valueOf(cause.getMessage());
    return text.contains(BODY_TOO_LONG)
        ? new Unknown("an answer of more than %d bytes".formatted(MAX_ANSWER_BYTES), false)
        : new Unknown(text, true);
  }

  /** Without user, password and parameters. */
  String shownUrl() {
    final String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    final String path = url.getPath() == null ? "" : url.getPath();
    return url.getScheme() + "://" + url.getHost() + port + path;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
