/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The distribution's plugin zip, unpacked into a directory.
 *
 * @param jars all jars of the zip
 * @param pluginJar the one that announces plugins to Besu
 * @param dependencies what the zip bundles, plugin jar excluded
 */
public record PluginZip(List<Path> jars, Path pluginJar, List<Dependency> dependencies) {
  /** Lists {@code group:artifact:type[:classifier]:version:scope} of each jar in the zip. */
  static final String DEPENDENCY_LIST = "META-INF/zknode-dependencies.txt";

  private static final String SERVICES = "META-INF/services/org.hyperledger.besu.plugin.BesuPlugin";

  /** A bundled library as Besu's plugin catalog names it. */
  public record Dependency(String group, String name, String version, String filename) {}

  public PluginZip {
    jars = List.copyOf(jars);
    dependencies = List.copyOf(dependencies);
  }

  /**
   * Unpacks the zip; its entries must be flat.
   *
   * @throws ToolException the file is missing or not our zip
   */
  public static PluginZip unpack(final Path zip, final Path target) throws ToolException {
    if (!Files.isRegularFile(zip)) {
      throw new ToolException("the plugin zip %s does not exist; build it first".formatted(zip));
    }
    final List<Path> jars = new ArrayList<>();
    final List<Dependency> dependencies = new ArrayList<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (final Enumeration<? extends ZipEntry> e = file.entries(); e.hasMoreElements(); ) {
        final ZipEntry entry = e.nextElement();
        try (InputStream in = file.getInputStream(entry)) {
          if (entry.getName().equals(DEPENDENCY_LIST)) {
            dependencies.addAll(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
          } else if (entry.getName().matches("[A-Za-z0-9._+-]+\\.jar")) {
            final Path jar = target.resolve(entry.getName());
            Files.copy(in, jar);
            jars.add(jar);
          }
        }
      }
      Path pluginJar = null;
      for (final Path jar : jars) {
        if (hasEntry(jar, SERVICES)) {
          pluginJar = jar;
        }
      }
      if (pluginJar == null) {
        throw new ToolException(zip + " holds no jar with a Besu plugin");
      }
      final Path main = pluginJar;
      dependencies.removeIf(
          dependency ->
              dependency.filename().equals(main.getFileName().toString())
                  || !Files.exists(target.resolve(dependency.filename())));
      return new PluginZip(jars, pluginJar, dependencies);
    } catch (final IOException e) {
      throw new ToolException("%s cannot be unpacked: %s".formatted(zip, e), e);
    }
  }

  private static boolean hasEntry(final Path jar, final String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(name) != null;
    }
  }

  private static List<Dependency> parse(final String text) {
    return text.lines()
        .map(String::strip)
        .map(line -> line.replaceFirst(" -- .*$", ""))
        .map(line -> line.split(":"))
        .filter(parts -> parts.length >= 5 && parts[2].equals("jar"))
        .map(
            parts -> {
              final String version = parts[parts.length - 2];
              final String classifier = parts.length > 5 ? "-" + parts[3] : "";
              return new Dependency(
                  parts[0],
                  parts[1],
                  version,
                  "%s-%s%s.jar".formatted(parts[1], version, classifier));
            })
        .toList();
  }
}
