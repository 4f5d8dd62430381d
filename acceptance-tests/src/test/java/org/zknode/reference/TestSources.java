/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The test classes of all modules, which pages name.
 *
 * @param files by the class's simple name
 */
record TestSources(Map<String, Path> files) {
  static TestSources read() throws IOException {
    return new TestSources(
        SourceFolders.ofTests().stream()
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
    return Files.readString(SourceFolders.ROOT.resolve("docs").resolve(name));
  }
}
