/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.zknode.contracts.NpmTools;

/**
 * A copy of the page's sources with the pinned packages beside it.
 *
 * @param modules of npm
 */
record WebSources(Path folder, Path modules) {
  private static final Path WEB = Path.of("web").toAbsolutePath();
  private static final long SECONDS = 60;

  static WebSources copyTo(final Path temp) throws IOException {
    final Path modules = new NpmTools(Path.of("target", "npm"), WEB).developerModules();
    final Path copy = temp.resolve("web");
    for (final Path file : sources()) {
      final Path target = copy.resolve(WEB.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    Files.createSymbolicLink(copy.resolve("node_modules"), modules);
    return new WebSources(copy, modules);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(WEB)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !WEB.relativize(file).startsWith("node_modules"))
          .toList();
    }
  }

  /** Runs Node.js in the copy; it has to succeed. */
  void node(final Map<String, String> environment, final String... arguments) throws Exception {
    final List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    final Path output = folder.resolve("output.txt");
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    final Process process = builder.start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
