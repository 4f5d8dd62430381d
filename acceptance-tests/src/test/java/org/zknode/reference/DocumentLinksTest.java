/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every relative link of the documents leads somewhere, and the tour counts what it shows. */
class DocumentLinksTest {
  /** Text and target, without the anchor. */
  private static final Pattern LINK =
      Pattern.compile("\\[([^\\]]+)\\]\\(([^)\\s#]+)(?:#[^)\\s]*)?\\)");

  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern HAND_OVER = Pattern.compile("→ hand-over \\d");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(SourceFolders.ROOT);
        Stream<Path> docs = Files.walk(SourceFolders.ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    final List<Path> documents = documents();
    assertThat(documents).hasSizeGreaterThan(20);
    for (final Path document : documents) {
      final List<String> targets =
          LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""))
              .results()
              .map(link -> link.group(2))
              .filter(target -> !target.contains("://"))
              .toList();
      assertThat(targets)
          .as(document.toString())
          .allSatisfy(target -> assertThat(document.resolveSibling(target)).exists());
    }
  }

  @Test
  void theTourCountsWhatItShows() throws IOException {
    final List<String> walks =
        Arrays.stream(TestSources.page("develop/tour.md").split("(?m)^(?=## )")).skip(1).toList();
    assertThat(walks).hasSize(3).allSatisfy(DocumentLinksTest::requireCounts);
  }

  private static void requireCounts(final String walk) {
    final Set<String> carry = new TreeSet<>();
    final Set<String> asked = new TreeSet<>();
    for (final String line : walk.lines().toList()) {
      final List<String> classes =
          LINK.matcher(line)
              .results()
              .filter(link -> link.group(2).endsWith(".java"))
              .map(link -> link.group(1))
              .toList();
      if (line.startsWith("| [")) {
        carry.add(classes.getFirst());
      }
      asked.addAll(classes);
    }
    asked.removeAll(carry);
    assertThat(walk)
        .contains(
            "%d classes carry it, %d more are asked, %d hand-over"
                .formatted(carry.size(), asked.size(), HAND_OVER.matcher(walk).results().count()));
  }
}
