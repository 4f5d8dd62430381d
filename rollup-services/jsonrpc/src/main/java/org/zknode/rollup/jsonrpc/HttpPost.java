/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;

/**
 * POST of JSON, bounded in time and size. HTTP/1.1 alone: giving up a call closes its connection
 * there, so that the other side notices. A stream of HTTP/2 that is cancelled while Besu works on
 * its answer is never writable again, and Besu's worker waits a minute for it. Redirects are not
 * followed: the answer would be another server's. Thread-safe.
 */
final class HttpPost implements AutoCloseable {
  /** Reads an answer; what it throws as {@link JsonRpcException} is thrown on. */
  @FunctionalInterface
  interface BodyReader<T> {
    T read(HttpResponse<InputStream> response, InputStream body)
        throws IOException, JsonRpcException;
  }

  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HttpPost(final Duration connect) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connect)
            .build();
  }

  <T> T post(
      final URI url,
      final byte[] request,
      final HttpJsonRpc.Limits within,
      final BodyReader<T> reader)
      throws JsonRpcException {
    final HttpRequest post =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
            .build();
    return await(
        url,
        within.deadline(),
        () -> {
          final HttpResponse<InputStream> response = http.send(post, BodyHandlers.ofInputStream());
          try (InputStream body = new AnswerBytes(response.body(), within.maxBytes())) {
            return reader.read(response, body);
          }
        });
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }

  /** The time covers the body too, which HttpRequest.timeout would not. */
  private <T> T await(final URI url, final Duration time, final Callable<T> exchange)
      throws JsonRpcException {
    final String server = ShownUrl.of(url);
    final Future<T> future;
    try {
      future = threads.submit(exchange);
    } catch (final RejectedExecutionException e) {
      throw new JsonRpcException(server, new Failure.GivenUp("the client is closed"), e);
    }
    try {
      return future.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      throw new JsonRpcException(server, new Failure.Deadline(time), e);
    } catch (final ExecutionException e) {
      throw failure(server, e.getCause());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JsonRpcException(server, new Failure.GivenUp("interrupted while waiting"), e);
    } finally {
      future.cancel(true);
    }
  }

  private static JsonRpcException failure(final String server, final Throwable cause) {
    return switch (cause) {
      case JsonRpcException known -> known;
      case AnswerBytes.TooLargeException tooLarge ->
          new JsonRpcException(server, new Failure.TooLarge(tooLarge.getMessage()), tooLarge);
      case Error error -> throw error;
      default ->
          new JsonRpcException(
              server,
              isConnecting(cause)
                  ? new Failure.NotConnected("the connection cannot be made")
                  : new Failure.Broken(
                      cause.getMessage() == null
                          ? cause.getClass().getSimpleName()
                          : cause.getMessage()),
              cause);
    };
  }

  /** Also the JDK's HttpConnectTimeoutException is meant: it is none, but wraps one. */
  private static boolean isConnecting(final Throwable cause) {
    return cause instanceof ConnectException || cause.getCause() instanceof ConnectException;
  }
}
