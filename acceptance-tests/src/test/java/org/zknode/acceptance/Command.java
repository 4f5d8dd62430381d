/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs {@code distribution/zknode} as a user does. */
final class Command {
  private Command() {}

  /**
   * @param out standard output, line by line
   * @param err standard error as one text
   */
  record Result(int exitCode, List<String> out, String err) {
    String lastLine() {
      return out.getLast();
    }
  }

  static Result run(final Path directory, final Duration timeout, final String... arguments)
      throws IOException, InterruptedException {
    final Running running = start(directory, arguments);
    if (!running.process().waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
      running.process().destroy();
      running.process().waitFor(60, TimeUnit.SECONDS);
      throw new AssertionError(
          "zknode %s did not end within %s; it printed:%n%s"
              .formatted(List.of(arguments), timeout, Files.readString(running.out())));
    }
    return running.result();
  }

  static Running start(final Path directory, final String... arguments) throws IOException {
    final List<String> command = new ArrayList<>();
    command.add(Engines.distribution().resolve("zknode").toString());
    command.addAll(List.of(arguments));
    final Path out = Files.createTempFile(directory, "zknode-", ".out");
    final Path err = Files.createTempFile(directory, "zknode-", ".err");
    return new Running(
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start(),
        out,
        err);
  }

  record Running(Process process, Path out, Path err) {
    Result result() throws IOException {
      return new Result(process.exitValue(), Files.readAllLines(out), errors());
    }

    /** Without what java says of the options that the build gives it. */
    private String errors() throws IOException {
      try (Stream<String> lines = Files.lines(err)) {
        return lines
            .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS"))
            .map(line -> line + System.lineSeparator())
            .collect(Collectors.joining());
      }
    }
  }

  /** A living process whose command line contains this text, other than this JVM's. */
  static Optional<String> processWith(final String text) {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != ProcessHandle.current().pid())
        .flatMap(handle -> handle.info().commandLine().stream())
        .filter(line -> line.contains(text))
        .findFirst();
  }
}
