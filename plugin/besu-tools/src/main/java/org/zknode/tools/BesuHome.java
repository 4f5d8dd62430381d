/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * An unpacked Besu distribution.
 *
 * @param directory the one that holds {@code lib} and {@code plugins}
 * @param libraries the jars of {@code lib}, by name
 * @param version what Besu calls its own version, for instance {@code 26.9.0}
 */
public record BesuHome(Path directory, List<Path> libraries, String version) {
  public BesuHome {
    libraries = List.copyOf(libraries);
  }

  /**
   * @throws ToolException the directory is not a Besu distribution
   */
  public static BesuHome open(final Path directory) throws ToolException {
    final List<Path> jars = jars(directory.resolve("lib"));
    for (final Path jar : jars) {
      final String name = jar.getFileName().toString();
      if (name.matches("besu-app-.*\\.jar")) {
        return new BesuHome(directory, jars, version(jar));
      }
    }
    throw new ToolException(
        "%s is not a Besu distribution: there is no lib/besu-app-*.jar in it".formatted(directory));
  }

  /** Where plugins are found. */
  public Path plugins() {
    return directory.resolve("plugins");
  }

  private static List<Path> jars(final Path lib) throws ToolException {
    final List<Path> result = new ArrayList<>();
    if (Files.isDirectory(lib)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(lib, "*.jar")) {
        found.forEach(result::add);
      } catch (final IOException e) {
        throw new ToolException("%s cannot be read: %s".formatted(lib, e), e);
      }
    }
    Collections.sort(result);
    return result;
  }

  private static String version(final Path jar) throws ToolException {
    try (JarFile file = new JarFile(jar.toFile())) {
      final Manifest manifest = file.getManifest();
      final String version =
          manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
      if (version == null) {
        throw new ToolException(jar + " has no Implementation-Version in its manifest");
      }
      return version;
    } catch (final IOException e) {
      throw new ToolException("%s cannot be read: %s".formatted(jar, e), e);
    }
  }
}
