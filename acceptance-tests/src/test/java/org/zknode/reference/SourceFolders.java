/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's Java sources, whatever modules there are. */
final class SourceFolders {
  static final Path ROOT = Path.of("..");

  /**
   * A source folder's parts below the root: a group, perhaps a second one, a module, three more.
   */
  private static final int DEEPEST = 6;

  /** What runs in a node. */
  private static final List<String> PRODUCT =
      List.of(
          "rollup-services",
          "plugin/options",
          "plugin/besu-plugin",
          "distribution/devnet/embedded-node");

  private static final List<String> MODULES =
      List.of("zks-protocol", "rollup-services", "plugin", "distribution", "acceptance-tests");

  private SourceFolders() {}

  /** All Java files, in a stable order. */
  static List<Path> all() throws IOException {
    return Stream.concat(files(MODULES, "src/main/java").stream(), ofTests().stream()).toList();
  }

  /** Java files of what runs in a node, in a stable order. */
  static List<Path> ofTheProduct() throws IOException {
    return files(PRODUCT, "src/main/java");
  }

  /** Java files of all tests. */
  static List<Path> ofTests() throws IOException {
    return files(MODULES, "src/test/java");
  }

  private static List<Path> files(final List<String> parts, final String folder)
      throws IOException {
    final Stream.Builder<Path> found = Stream.builder();
    for (final String part : parts) {
      try (Stream<Path> folders = Files.walk(ROOT.resolve(part), DEEPEST)) {
        for (final Path sources : folders.filter(path -> path.endsWith(folder)).toList()) {
          try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(found);
          }
        }
      }
    }
    return found.build().sorted().toList();
  }
}
