/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.contracts.NpmTools;

/** The page in the jar is what its sources give: built again with the pinned tools. */
class CommittedPageTest {
  private static final Path WEB = Path.of("web").toAbsolutePath();
  private static final Path PAGE = Path.of("src/main/resources/org/zknode/explorer/page");

  @Test
  void thePageIsThatOfItsSources(@TempDir final Path temp) throws Exception {
    final Path modules = new NpmTools(Path.of("target", "npm"), WEB).developerModules();
    final Path copy = temp.resolve("web");
    for (final Path file : sources()) {
      final Path target = copy.resolve(WEB.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    Files.createSymbolicLink(copy.resolve("node_modules"), modules);
    final Path built = temp.resolve("page");
    final Process vite =
        new ProcessBuilder(
                "node",
                modules.resolve("vite/bin/vite.js").toString(),
                "build",
                "--outDir",
                built.toString(),
                "--emptyOutDir")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("output.txt").toFile())
            .start();
    assertThat(vite.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(vite.exitValue()).as(Files.readString(temp.resolve("output.txt"))).isZero();
    assertThat(contents(PAGE))
        .as("the committed page is not of these sources: run npm ci and npm run build in web/")
        .isEqualTo(contents(built));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(WEB)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !WEB.relativize(file).startsWith("node_modules"))
          .filter(file -> !WEB.relativize(file).startsWith("test"))
          .toList();
    }
  }

  private static TreeMap<String, String> contents(final Path folder) throws IOException {
    final TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (final Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return contents;
  }
}
