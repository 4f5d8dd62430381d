/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive its parent: a small shell in between holds the read end of a
 * pipe from the parent and kills the child when the pipe closes, which happens also when the parent
 * gets SIGKILL. Output goes to a log file.
 */
public final class ChildProcess implements AutoCloseable {
  /**
   * $1 is the file that gets the child's pid; the rest is the command. Descriptor 3 is the pipe
   * from the parent. TERM first, KILL after {@value #GRACE_SECONDS} seconds.
   */
  private static final String GUARD =
      """
      exec 3<&0
      pidfile=$1; shift
      "$@" </dev/null 3<&- &
      child=$!
      echo $child > "$pidfile"
      ( cat <&3 >/dev/null
        kill -TERM $child 2>/dev/null
        n=0
        while kill -0 $child 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
        kill -KILL $child 2>/dev/null ) &
      watcher=$!
      wait $child
      code=$?
      pkill -P $watcher 2>/dev/null
      kill $watcher 2>/dev/null
      exit $code
      """;

  /** How long a child may take to stop by itself. */
  static final int GRACE_SECONDS = 10;

  private final String name;
  private final Path log;
  private final Path pidFile;
  private final Process guard;

  private ChildProcess(final String name, final Path log, final Path pidFile, final Process guard) {
    this.name = name;
    this.log = log;
    this.pidFile = pidFile;
    this.guard = guard;
  }

  /**
   * @param directory gets {@code <name>.log} (appended) and {@code <name>.pid}
   * @param environment added to this process's environment
   */
  public static ChildProcess start(
      final String name,
      final Path directory,
      final Map<String, String> environment,
      final List<String> command) {
    final Path log = directory.resolve(name + ".log");
    final Path pidFile = directory.resolve(name + ".pid");
    final List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard"));
    guarded.add(pidFile.toString());
    guarded.addAll(command);
    final ProcessBuilder builder = new ProcessBuilder(guarded);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(pidFile);
      return new ChildProcess(name, log, pidFile, builder.start());
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return guard.isAlive();
  }

  /**
   * @param what it is, for people
   * @throws LauncherException it has ended; one sentence and the end of its log
   */
  public void requireAlive(final String what) {
    if (!isAlive()) {
      throw new LauncherException(
          "%s has died with code %d; the end of %s:%n%s"
              .formatted(what, exitCode(), log, logTail(10)));
    }
  }

  /** Exit code of a child that has ended; 128 + signal when a signal ended it. */
  public int exitCode() {
    return guard.exitValue();
  }

  /** Sends SIGKILL to the child and waits until it is gone. */
  public void killHard() {
    handle().ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd();
  }

  /** Closes the pipe, which makes the guard stop the child, and waits until it is gone. */
  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
    } catch (final IOException alreadyClosed) {
      // The guard is gone, so the child is too.
      guard.destroy();
    }
    awaitEnd();
  }

  /** The last lines of the log, for messages to the user. */
  public String logTail(final int lines) {
    try {
      final List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (final IOException e) {
      return "(its log %s cannot be read)".formatted(log);
    }
  }

  /** The child itself, not its guard; empty when it has ended. */
  public Optional<ProcessHandle> handle() {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
    } catch (final IOException | NumberFormatException e) {
      throw new LauncherException("the pid of %s is not known yet".formatted(name), e);
    }
  }

  private void awaitEnd() {
    try {
      if (!guard.waitFor(GRACE_SECONDS + 5, TimeUnit.SECONDS)) {
        guard.descendants().forEach(ProcessHandle::destroyForcibly);
        guard.destroyForcibly();
      }
    } catch (final InterruptedException e) {
      guard.descendants().forEach(ProcessHandle::destroyForcibly);
      guard.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
