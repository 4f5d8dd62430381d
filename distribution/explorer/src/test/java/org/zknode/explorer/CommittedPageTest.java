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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in the jar is what its sources give: built again with the pinned tools. */
class CommittedPageTest {
  private static final Path PAGE = Path.of("src/main/resources/org/zknode/explorer/page");

  @Test
  void thePageIsThatOfItsSources(@TempDir final Path temp) throws Exception {
    final WebSources web = WebSources.copyTo(temp);
    final Path built = temp.resolve("page");
    web.node(
        Map.of(),
        web.modules().resolve("vite/bin/vite.js").toString(),
        "build",
        "--outDir",
        built.toString(),
        "--emptyOutDir");
    assertThat(contents(PAGE))
        .as("the committed page is not of these sources: run npm ci and npm run build in web/")
        .isEqualTo(contents(built));
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

  /** Decoding and texts, also of the document about a node's reasons. */
  @Test
  void itsModulesDoWhatTheirTestsSay(@TempDir final Path temp) throws Exception {
    WebSources.copyTo(temp)
        .node(
            Map.of(
                "OPERATIONS",
                Path.of("../../docs/operate/operations.md")
                    .toAbsolutePath()
                    .normalize()
                    .toString()),
            "--test",
            "test/modules.test.mjs");
  }
}
