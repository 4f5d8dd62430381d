/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.zknode.contracts.NpmTools;

/** A real Chromium that opens views of the explorer, wide and as wide as a phone. */
final class Browser {
  /** Each view takes about half a second, twice. */
  private static final long MINUTES = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Browser() {}

  /**
   * @param views what was seen of each view in each size
   * @param keys what became of what was typed, in each size
   */
  record Seen(List<JsonNode> views, List<JsonNode> keys) {}

  /** Whether there is one. */
  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the scenario, by its name, where there is no Chromium. */
  static Path require() {
    final Optional<Path> found = find();
    assumeTrue(found.isPresent(), "no chromium on the PATH: install it to run this scenario");
    return found.get();
  }

  /**
   * @param folder gets the screenshots
   * @param views what follows # in their addresses
   */
  static Seen open(final Path chromium, final Path folder, final URI page, final List<String> views)
      throws IOException, InterruptedException {
    final Path explorer = Engines.distribution().resolve("explorer");
    final Path modules =
        new NpmTools(explorer.resolve("target/npm"), explorer.resolve("web")).developerModules();
    // Node.js looks for packages beside the script.
    final Path script = modules.getParent().resolve("browse.mjs");
    Files.write(script, Files.readAllBytes(explorer.resolve("web/test/browse.mjs")));
    final List<String> command =
        new ArrayList<>(
            List.of(
                "node",
                script.toString(),
                chromium.toString(),
                folder.toString(),
                page.toString()));
    command.addAll(views);
    Files.createDirectories(folder);
    final Path output = folder.resolve("seen.jsonl");
    final Path errors = folder.resolve("errors.txt");
    final Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    final Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
    for (final String line : Files.readAllLines(output)) {
      final JsonNode json = JSON.readTree(line);
      (json.has("view") ? seen.views() : seen.keys()).add(json);
    }
    return seen;
  }
}
