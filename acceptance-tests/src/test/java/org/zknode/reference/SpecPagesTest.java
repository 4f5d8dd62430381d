/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments point at pages and sections of docs/spec that exist, and at no text elsewhere. */
class SpecPagesTest {
  private static final Path DOCS = SourceFolders.ROOT.resolve("docs");

  /** A page and perhaps sections of it: {@code docs/spec/rpc.md, "Tags" and "Call data"}. */
  private static final Pattern REFERENCE =
      Pattern.compile("docs/spec/([a-z0-9-]+\\.md)((?:(?:,| and) \"[^\"]+\")*)");

  private static final Pattern SECTION = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+?)\\s*$");

  /** A number of a section behind the name of a text that is not in this repository. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "(?i)\\b(?:spec (?:[a-z-]+ )?|design |issue #?"
              + "|(?:zks-wire|zkevm-node|besu-plugin) )\\d");

  /** Where a comment goes on in its next line. */
  private static final Pattern LINE_END = Pattern.compile("\\s*\\n\\s*(?:\\*|//)?\\s*");

  private static String text(final Path file) throws IOException {
    return LINE_END.matcher(Files.readString(file)).replaceAll(" ");
  }

  /** Headings of each page, by its name. */
  private static Map<String, Set<String>> headings() throws IOException {
    final Map<String, Set<String>> headings = new HashMap<>();
    for (final Path page : pages(DOCS.resolve("spec"))) {
      headings.put(
          page.getFileName().toString(),
          HEADING
              .matcher(Files.readString(page))
              .results()
              .map(heading -> heading.group(1))
              .collect(Collectors.toSet()));
    }
    return headings;
  }

  private static List<Path> pages(final Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void everyPageAndSectionThatACommentNamesExists() throws IOException {
    final Map<String, Set<String>> headings = headings();
    final List<String> missing = new ArrayList<>();
    int found = 0;
    for (final Path file : SourceFolders.all()) {
      for (final MatchResult reference : REFERENCE.matcher(text(file)).results().toList()) {
        found++;
        final Set<String> sections = headings.getOrDefault(reference.group(1), Set.of());
        if (sections.isEmpty()) {
          missing.add("%s: no page %s".formatted(file, reference.group(1)));
        }
        SECTION
            .matcher(reference.group(2))
            .results()
            .map(section -> section.group(1))
            .filter(section -> !sections.contains(section))
            .forEach(
                section ->
                    missing.add(
                        "%s: no section \"%s\" in %s"
                            .formatted(file, section, reference.group(1))));
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(150);
  }

  @Test
  void nothingElseThanThisRepositoryIsCited() throws IOException {
    final List<Path> files = new ArrayList<>(SourceFolders.all());
    files.addAll(pages(DOCS));
    final List<String> outside = new ArrayList<>();
    for (final Path file : files) {
      OUTSIDE
          .matcher(text(file))
          .results()
          .forEach(citation -> outside.add("%s: %s".formatted(file, citation.group())));
    }
    assertThat(outside).isEmpty();
  }
}
