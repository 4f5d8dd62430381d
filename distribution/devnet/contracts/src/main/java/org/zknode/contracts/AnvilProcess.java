/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

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

/** A running anvil on a free port of the loopback interface; close ends it. */
public final class AnvilProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnvilProcess.class);
  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  /** Lines of its output that an error message repeats. */
  private static final int MAX_KEPT_LINES = 20;

  private final Process process;
  private final URI url;

  private AnvilProcess(final Process process, final URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts anvil and waits until it listens.
   *
   * @param arguments besides host and port, for instance {@code --chain-id 31337}
   * @throws NpmToolException it ended at once or did not listen in time
   */
  public static AnvilProcess start(final Path binary, final List<String> arguments) {
    return start(binary, 0, arguments);
  }

  /**
   * Starts anvil on that port and waits until it listens.
   *
   * @param port 0 for any free port
   */
  public static AnvilProcess start(
      final Path binary, final int port, final List<String> arguments) {
    final List<String> command =
        new ArrayList<>(
            List.of(binary.toString(), "--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(arguments);
    final Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (final IOException e) {
      throw new NpmToolException("anvil cannot be started from %s: %s".formatted(binary, e), e);
    }
    final CompletableFuture<URI> listening = new CompletableFuture<>();
    Thread.ofVirtual().name("anvil-output").start(() -> drain(process, listening));
    try {
      return new AnvilProcess(
          process, listening.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (final ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new NpmToolException("anvil does not listen: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new NpmToolException("interrupted while anvil was starting", e);
    }
  }

  public URI url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends anvil and waits until it is gone. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
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
        kept.addLast(line);
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
