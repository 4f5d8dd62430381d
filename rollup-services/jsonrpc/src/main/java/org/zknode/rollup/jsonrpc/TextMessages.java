/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Puts the messages of one WebSocket together. Its methods are called one after another. */
final class TextMessages implements WebSocket.Listener {
  private final int maxChars;
  private final Consumer<String> messages;
  private final StringBuilder begun = new StringBuilder();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile long heardNanos = System.nanoTime();

  TextMessages(final int maxChars, final Consumer<String> messages) {
    this.maxChars = maxChars;
    this.messages = messages;
  }

  /** Why the connection has ended. */
  Future<String> ended() {
    return ended;
  }

  /** When something came the last time. */
  long heardNanos() {
    return heardNanos;
  }

  @Override
  public CompletionStage<?> onText(
      final WebSocket socket, final CharSequence part, final boolean last) {
    heardNanos = System.nanoTime();
    if (begun.length() + part.length() > maxChars) {
      end(socket, "a message has more than %d characters".formatted(maxChars));
      return null;
    }
    begun.append(part);
    if (last) {
      final String message = begun.toString();
      begun.setLength(0);
      try {
        messages.accept(message);
      } catch (final RuntimeException e) {
        ended.completeExceptionally(e);
        socket.abort();
        return null;
      }
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(
      final WebSocket socket, final ByteBuffer part, final boolean last) {
    end(socket, "a message is not text");
    return null;
  }

  @Override
  public CompletionStage<?> onPing(final WebSocket socket, final ByteBuffer message) {
    // The answer goes out by itself.
    heardNanos = System.nanoTime();
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(final WebSocket socket, final int status, final String reason) {
    ended.complete("it closed the connection: %d %s".formatted(status, reason));
    return null;
  }

  @Override
  public void onError(final WebSocket socket, final Throwable error) {
    ended.completeExceptionally(error);
  }

  private void end(final WebSocket socket, final String why) {
    ended.complete(why);
    socket.abort();
  }
}
