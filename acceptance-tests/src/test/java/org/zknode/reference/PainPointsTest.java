/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/pain-points.md promises exist. */
class PainPointsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern REFERENCE = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
  private static final List<String> MODULES =
      List.of(
          "zks-protocol",
          "rollup-services",
          "plugin/besu-plugin",
          "distribution/contracts",
          "acceptance-tests");

  @Test
  void everyPromisedTestExists() throws IOException {
    final List<MatchResult> references =
        REFERENCE.matcher(Files.readString(ROOT.resolve("docs/pain-points.md"))).results().toList();
    assertThat(references).hasSizeGreaterThan(30);
    final Map<String, Path> classes = testClasses();
    for (final MatchResult reference : references) {
      assertThat(classes).containsKey(reference.group(1));
      assertThat(Files.readString(classes.get(reference.group(1))))
          .as(reference.group())
          .containsPattern("(?s)@(Test|ParameterizedTest)\\b.{0,400}?void " + reference.group(2));
    }
  }

  private static Map<String, Path> testClasses() throws IOException {
    final Stream.Builder<Path> found = Stream.builder();
    for (final String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found);
      }
    }
    return found
        .build()
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString().replace(".java", ""),
                Function.identity(),
                (first, second) -> first));
  }
}
