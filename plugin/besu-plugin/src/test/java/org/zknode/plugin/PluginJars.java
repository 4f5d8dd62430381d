/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds a plugins directory out of the class path of this test. */
final class PluginJars {
  private static final String SERVICES = "META-INF/services/org.hyperledger.besu.plugin.BesuPlugin";

  private PluginJars() {}

  /** All our classes and what Besu lacks, with only these plugins announced. */
  static Path directory(final Path target, final String... pluginClasses) throws IOException {
    return directory(target, true, pluginClasses);
  }

  /** The same without the classes of the tests. */
  static Path withoutTests(final Path target) throws IOException {
    return directory(target, false);
  }

  private static Path directory(
      final Path target, final boolean withTests, final String... pluginClasses)
      throws IOException {
    Files.createDirectories(target);
    final List<Path> folders = new ArrayList<>();
    for (final String entry : System.getProperty("java.class.path").split(":")) {
      final Path path = Path.of(entry);
      // Besu has the real ones; of other modules' tests it needs none.
      final boolean declarations =
          entry.contains("besu-signatures")
              || entry.matches(".*(rollup-|besu-tools|options).*test(-classes|s\\.jar)");
      if (Files.isDirectory(path) && !declarations) {
        if (withTests || !path.endsWith("test-classes")) {
          folders.add(path);
        }
      } else if (isOursOrBundled(path.getFileName().toString()) && !declarations) {
        Files.copy(path, target.resolve(path.getFileName()));
      }
    }
    try (OutputStream file = Files.newOutputStream(target.resolve("driver.jar"));
        ZipOutputStream jar = new ZipOutputStream(file)) {
      jar.putNextEntry(new ZipEntry(SERVICES));
      jar.write(String.join("\n", pluginClasses).getBytes(StandardCharsets.UTF_8));
      for (final Path folder : folders) {
        addClasses(folder, jar);
      }
    }
    return target;
  }

  private static boolean isOursOrBundled(final String name) {
    return name.matches(
        "(zks-protocol|rollup-[a-z0-9-]+|plugin-options|besu-tools|postgresql|HikariCP|flyway|jdbi3|geantyref|headlong"
            + "|grpc-protobuf|grpc-stub|proto-google|protobuf-java).*\\.jar");
  }

  private static void addClasses(final Path folder, final ZipOutputStream jar) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        final String name = folder.relativize(file).toString();
        // Besu has the real ones of those that stand for its classes in unit tests.
        if (!name.equals(SERVICES)
            && !name.startsWith("log4j2")
            && !name.startsWith("org/hyperledger/")) {
          jar.putNextEntry(new ZipEntry(name));
          Files.copy(file, jar);
        }
      }
    }
  }
}
