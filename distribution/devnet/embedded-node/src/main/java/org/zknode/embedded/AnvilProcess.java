/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.EngineException;

/**
 * A running anvil on a free loopback port. It dies with this JVM whatever ends the JVM: a small
 * shell waits for the end of its standard input, which the kernel closes, and then kills anvil.
 */
final class AnvilProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnvilProcess.class);
  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  /** Lines of its output that an error message repeats. */
  private static final int MAX_KEPT_LINES = 12;

  private static final String WRAPPER =
      """
      exec 3<&0
      "$0" "$@" </dev/null 3<&- &
      anvil=$!
      ( read -r line <&3; kill -9 "$anvil" 2>/dev/null ) </dev/null >/dev/null 2>&1 &
      watcher=$!
      wait "$anvil"
      status=$?
      kill "$watcher" 2>/dev/null
      exit "$status"
      """;

  private final Process process;
  private final URI url;

  private AnvilProcess(final Process process, final URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts anvil and waits until it listens.
   *
   * @param arguments besides host and port
   * @throws EngineException it cannot be started, ended at once, or did not listen in time
   */
  static AnvilProcess start(final Path binary, final List<String> arguments) {
    final List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", WRAPPER, binary.toString()));
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
    command.addAll(arguments);
    final Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (final IOException e) {
      throw new EngineException("anvil cannot be started: " + e.getMessage(), e);
    }
    final CompletableFuture<URI> listening = new CompletableFuture<>();
    Thread.ofVirtual().name("anvil-output").start(() -> drain(process, listening));
    final AnvilProcess started;
    try {
      started =
          new AnvilProcess(process, listening.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (final ExecutionException e) {
      stop(process);
      throw new EngineException(
          "anvil %s does not start: %s".formatted(binary, e.getCause().getMessage()), e);
    } catch (final TimeoutException e) {
      stop(process);
      throw new EngineException(
          "anvil %s does not listen within %s".formatted(binary, START_TIMEOUT), e);
    } catch (final InterruptedException e) {
      stop(process);
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while anvil was starting", e);
    }
    return started;
  }

  URI url() {
    return url;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends anvil and waits until it is gone. */
  @Override
  public void close() {
    stop(process);
  }

  private static void stop(final Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("anvil's shell {} did not end within {}", process.pid(), STOP_TIMEOUT);
        process.destroyForcibly();
      }
    } catch (final IOException e) {
      LOG.debug("closing the input of anvil's shell failed", e);
      process.destroyForcibly();
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Its output must be read to the end, otherwise it would block on a full pipe. */
  private static void drain(final Process process, final CompletableFuture<URI> listening) {
    final Deque<String> kept = new ArrayDeque<>();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        LOG.trace("anvil: {}", line);
        if (listening.isDone()) {
          continue;
        }
        final Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(URI.create("http://127.0.0.1:" + matcher.group(1)));
        }
        if (!line.isBlank()) {
          kept.addLast(line.strip());
        }
        if (kept.size() > MAX_KEPT_LINES) {
          kept.removeFirst();
        }
      }
    } catch (final IOException | UncheckedIOException e) {
      LOG.debug("output of anvil ended", e);
    }
    listening.completeExceptionally(
        new IOException("it ended with this output: " + String.join(" | ", kept)));
  }
}
