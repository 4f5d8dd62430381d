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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The test classes of all modules, which pages name.
 *
 * @param files by the class's simple name
 */
record TestSources(Map<String, Path> files) {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES =
      List.of(
          "zks-protocol",
          "rollup-services",
          "plugin/besu-plugin",
          "distribution/contracts",
          "distribution/embedded-node",
          "distribution/launcher",
          "distribution/rlpx",
          "acceptance-tests");

  static TestSources read() throws IOException {
    final Stream.Builder<Path> found = Stream.builder();
    for (final String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(found);
      }
    }
    return new TestSources(
        found
            .build()
            .collect(
                Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    Function.identity(),
                    (first, second) -> first)));
  }

  void requireClass(final String name) {
    assertThat(files).as("test class " + name).containsKey(name);
  }

  void requireMethod(final String className, final String method) throws IOException {
    requireClass(className);
    assertThat(Files.readString(files.get(className)))
        .as("%s.%s", className, method)
        .containsPattern("(?s)@(Test|ParameterizedTest)\\b.{0,400}?void " + method + "\\(");
  }

  static String page(final String name) throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve(name));
  }
}
