/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HaltCodeTest {
  private static final Path DOC = Path.of("..", "..", "docs", "operate", "operations.md");

  /** What stands in docs/operate/operations.md; copy it there from the failure's message. */
  @Test
  void theDocumentShowsTheWayOutOfEveryHalt() throws IOException {
    final String table =
        Arrays.stream(HaltCode.values())
            .map(code -> "| `%s` | %s | %s |".formatted(code.id(), code.meaning(), code.whatToDo()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(DOC))
        .contains("| code | what happened | the way out |\n|---|---|---|\n" + table + "\n");
  }

  @Test
  void everyCodeIsTheReasonOfSomeHalt() throws IOException {
    final String sources;
    // The roles halt, in modules of their own.
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      sources =
          files
              .filter(file -> file.toString().contains("/src/main/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .map(HaltCodeTest::read)
              .collect(Collectors.joining());
    }
    assertThat(HaltCode.values())
        .allSatisfy(code -> assertThat(sources).contains("HaltCode." + code.name()));
  }

  private static String read(final Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
