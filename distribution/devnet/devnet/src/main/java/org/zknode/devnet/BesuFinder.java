/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds a Besu: {@code BESU_HOME}, else {@code besu} on the PATH. */
public final class BesuFinder {
  private BesuFinder() {}

  /** The folder with {@code bin/besu} and {@code lib/}. */
  public static Optional<Path> find(final Map<String, String> environment) {
    final String home = environment.get("BESU_HOME");
    if (home != null && !home.isBlank()) {
      return Optional.of(Path.of(home)).filter(BesuFinder::isBesu);
    }
    for (final String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      final Path script = Path.of(directory, "besu");
      if (Files.isExecutable(script)) {
        final Optional<Path> found = homeOf(script);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What is wrong with {@code BESU_HOME}, one sentence; empty when it is not set or is a Besu. */
  public static Optional<String> wrongHome(final Map<String, String> environment) {
    return Optional.ofNullable(environment.get("BESU_HOME"))
        .filter(home -> !home.isBlank() && !isBesu(Path.of(home)))
        .map(
            home ->
                "BESU_HOME is %s, which has no bin/besu to run or no lib: set it to the folder of a Besu, or unset it"
                    .formatted(home));
  }

  private static Optional<Path> homeOf(final Path script) {
    try {
      final Path bin = script.toRealPath().getParent();
      return Optional.ofNullable(bin.getParent()).filter(BesuFinder::isBesu);
    } catch (final IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isBesu(final Path home) {
    return Files.isExecutable(home.resolve("bin").resolve("besu"))
        && Files.isDirectory(home.resolve("lib"));
  }
}
