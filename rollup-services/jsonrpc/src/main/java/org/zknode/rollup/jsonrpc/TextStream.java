/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;

/** Follows text messages that a server sends over a WebSocket (RFC 6455). Thread-safe. */
public final class TextStream implements AutoCloseable {
  /** Least time between two looks whether the other side is silent. */
  private static final long SHORTEST_LOOK_MILLIS = 10;

  private final Limits limits;
  private final HttpClient http;

  /**
   * @param connect how long the connection may take
   * @param silence a server that sends nothing for so long, no ping either, is given up
   * @param maxChars longest message
   */
  public record Limits(Duration connect, Duration silence, int maxChars) {}

  /** Nothing is connected yet. */
  public TextStream(final Limits limits) {
    this.limits = limits;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .build();
  }

  /**
   * Connects, and hands over message after message until the connection ends. A message is asked
   * for when the one before has been taken.
   *
   * @param connected run once there is a connection
   * @param messages what it throws ends the connection
   * @throws JsonRpcException there is no connection, or none any more; never without one
   */
  public void follow(final URI url, final Runnable connected, final Consumer<String> messages)
      throws JsonRpcException, InterruptedException {
    final String server = ShownUrl.of(url);
    final TextMessages listener = new TextMessages(limits.maxChars(), messages);
    final WebSocket socket = connect(url, server, listener);
    try {
      connected.run();
      await(server, listener);
    } finally {
      socket.abort();
    }
  }

  private WebSocket connect(final URI url, final String server, final TextMessages listener)
      throws JsonRpcException, InterruptedException {
    try {
      return http.newWebSocketBuilder()
          .connectTimeout(limits.connect())
          .buildAsync(url, listener)
          .get(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
    } catch (final TimeoutException e) {
      throw new JsonRpcException(server, new Failure.Deadline(limits.connect()), e);
    } catch (final ExecutionException e) {
      throw new JsonRpcException(server, new Failure.NotConnected(text(e.getCause())), e);
    }
  }

  private void await(final String server, final TextMessages listener)
      throws JsonRpcException, InterruptedException {
    while (true) {
      final long left = listener.heardNanos() + limits.silence().toNanos() - System.nanoTime();
      if (left <= 0) {
        throw new JsonRpcException(
            server, new Failure.Broken("silent for " + limits.silence()), null);
      }
      try {
        final String why =
            listener
                .ended()
                .get(
                    Math.max(SHORTEST_LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(left)),
                    TimeUnit.MILLISECONDS);
        throw new JsonRpcException(server, new Failure.Broken(why), null);
      } catch (final TimeoutException e) {
        // Something may have been heard meanwhile.
        continue;
      } catch (final ExecutionException e) {
        throw new JsonRpcException(server, new Failure.Broken(text(e.getCause())), e);
      }
    }
  }

  private static String text(final Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
