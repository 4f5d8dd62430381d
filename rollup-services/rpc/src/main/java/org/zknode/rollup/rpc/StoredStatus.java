/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.service.TemporaryException;

/**
 * What the database tells about the node, within a short time: when it does not answer, what it
 * said last. However many callers ask, one read runs. Thread-safe.
 */
final class StoredStatus {
  /** Field of the answer that says why it is not fresh. */
  static final String ERROR = "databaseError";

  /** A status page asks each second, and the state of the node does not come from the database. */
  static final Duration WAIT = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(StoredStatus.class);

  private record Answer(Map<String, Object> fields, long atNanos) {}

  private final Supplier<Map<String, Object>> read;
  private final Duration wait;
  private Optional<Answer> last = Optional.empty();
  private Optional<CompletableFuture<Answer>> running = Optional.empty();

  StoredStatus(final Supplier<Map<String, Object>> read, final Duration wait) {
    this.read = read;
    this.wait = wait;
  }

  /** The fields, or the last known ones with {@link #ERROR}, or that alone. */
  Map<String, Object> fields() {
    final CompletableFuture<Answer> reading = join();
    try {
      return reading.get(wait.toNanos(), TimeUnit.NANOSECONDS).fields();
    } catch (final TimeoutException e) {
      return lastKnown("the state DB did not answer within %d ms".formatted(wait.toMillis()));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return lastKnown("the wait for the state DB was interrupted");
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof TemporaryException temporary) {
        LOG.debug("the status of the database is not known", temporary);
        return lastKnown(temporary.getMessage());
      }
      throw new IllegalStateException("the status of the database cannot be read", e.getCause());
    }
  }

  private synchronized CompletableFuture<Answer> join() {
    if (running.isEmpty()) {
      final CompletableFuture<Answer> fresh = new CompletableFuture<>();
      running = Optional.of(fresh);
      Thread.ofVirtual().name("zknode-stored-status").start(() -> run(fresh));
    }
    return running.get();
  }

  private void run(final CompletableFuture<Answer> result) {
    try {
      final Answer answer = new Answer(read.get(), System.nanoTime());
      ended(Optional.of(answer));
      result.complete(answer);
    } catch (final RuntimeException | Error e) {
      ended(Optional.empty());
      result.completeExceptionally(e);
    }
  }

  private synchronized void ended(final Optional<Answer> answer) {
    running = Optional.empty();
    last = answer.or(() -> last);
  }

  private synchronized Map<String, Object> lastKnown(final String why) {
    final Map<String, Object> fields = new LinkedHashMap<>();
    last.ifPresent(known -> fields.putAll(known.fields()));
    fields.put(
        ERROR,
        last.map(
                known ->
                    "%s; what it says is %d s old"
                        .formatted(
                            why, Duration.ofNanos(System.nanoTime() - known.atNanos()).toSeconds()))
            .orElse(why));
    return fields;
  }
}
