/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.zknode.tools.PluginZip.Dependency;

/**
 * The catalog that Besu reads under {@code --plugins-verification-mode=FULL}: it must name exactly
 * the running Besu's version, so it is written into the plugin jar at installation.
 */
final class PluginCatalog {
  static final String ENTRY = "META-INF/plugin-artifacts-catalog.json";

  private PluginCatalog() {}

  /** Copies the jar with a catalog of that Besu version in it. */
  static void write(
      final Path source,
      final Path target,
      final String besuVersion,
      final List<Dependency> dependencies)
      throws IOException {
    try (ZipFile in = new ZipFile(source.toFile());
        OutputStream file = Files.newOutputStream(target);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (final Enumeration<? extends ZipEntry> e = in.entries(); e.hasMoreElements(); ) {
        final ZipEntry entry = e.nextElement();
        if (entry.getName().equals(ENTRY)) {
          continue;
        }
        put(out, entry.getName(), entry.getTime());
        try (InputStream content = in.getInputStream(entry)) {
          content.transferTo(out);
        }
        out.closeEntry();
      }
      put(out, ENTRY, 0);
      out.write(json(besuVersion, dependencies).getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }

  private static void put(final ZipOutputStream out, final String name, final long time)
      throws IOException {
    final ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    out.putNextEntry(entry);
  }

  static String json(final String besuVersion, final List<Dependency> dependencies) {
    return dependencies.stream()
        .map(
            dependency ->
                "{\"name\":\"%s\",\"group\":\"%s\",\"version\":\"%s\",\"classifier\":null,\"filename\":\"%s\"}"
                    .formatted(
                        dependency.name(),
                        dependency.group(),
                        dependency.version(),
                        dependency.filename()))
        .collect(
            Collectors.joining(
                ",\n    ",
                "{\n  \"besuVersion\": \"%s\",\n  \"dependencies\": [\n    ".formatted(besuVersion),
                "\n  ]\n}\n"));
  }
}
