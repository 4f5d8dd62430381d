/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.zknode.tools.InstallRecord.Line;

/**
 * Puts the jars of the plugin zip into a Besu's plugins directory, replaces an earlier
 * installation, or removes it. Files that it did not put there, or that were changed since, are
 * never touched: the command stops and names them.
 */
public final class PluginInstaller {
  /** A file on its way; Besu looks at jars only. */
  static final String PART = "zknode-plugin.part";

  private final BesuHome besu;

  public PluginInstaller(final BesuHome besu) {
    this.besu = besu;
  }

  /**
   * Installs or upgrades; doing it again changes nothing.
   *
   * @param staging an empty directory in which files are prepared
   * @return names of the installed files
   * @throws ToolException a foreign file is in the way, or a file cannot be written
   */
  public List<String> install(final PluginZip zip, final Path staging) throws ToolException {
    final Path plugins = besu.plugins();
    try {
      Files.createDirectories(plugins);
      final List<Path> prepared = prepare(zip, staging);
      final List<Line> before = InstallRecord.read(plugins);
      final List<Line> after = new ArrayList<>();
      for (final Path file : prepared) {
        after.add(InstallRecord.of(file));
      }
      final List<Line> during = new ArrayList<>(before);
      during.addAll(after);
      requireNoForeignFiles(during);
      // Written first, so that after a crash half way every new file is known as ours.
      InstallRecord.write(plugins, during);
      for (final Path file : prepared) {
        put(file, plugins);
      }
      final List<String> names = after.stream().map(Line::name).sorted().toList();
      for (final String old : namesOf(before)) {
        if (!names.contains(old)) {
          Files.deleteIfExists(plugins.resolve(old));
        }
      }
      InstallRecord.write(plugins, after);
      return names;
    } catch (final IOException e) {
      throw new ToolException("installation into %s failed: %s".formatted(plugins, e), e);
    }
  }

  /** Whole or not at all: half a file would be nobody's, and no Besu would start with it. */
  private static void put(final Path file, final Path plugins) throws IOException {
    final Path part = plugins.resolve(PART);
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        part,
        plugins.resolve(file.getFileName()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Removes what an earlier installation put there.
   *
   * @return names of the removed files; empty when nothing was installed
   */
  public List<String> remove() throws ToolException {
    final Path plugins = besu.plugins();
    try {
      final List<Line> installed = InstallRecord.read(plugins);
      requireNoForeignFiles(installed);
      final List<String> removed = new ArrayList<>();
      for (final String name : namesOf(installed)) {
        if (Files.deleteIfExists(plugins.resolve(name))) {
          removed.add(name);
        }
      }
      Files.deleteIfExists(plugins.resolve(PART));
      InstallRecord.delete(plugins);
      return removed;
    } catch (final IOException e) {
      throw new ToolException("removal from %s failed: %s".formatted(plugins, e), e);
    }
  }

  private List<Path> prepare(final PluginZip zip, final Path staging) throws IOException {
    final List<Path> prepared = new ArrayList<>();
    for (final Path jar : zip.jars()) {
      if (jar.equals(zip.pluginJar())) {
        final Path withCatalog = staging.resolve(jar.getFileName());
        PluginCatalog.write(jar, withCatalog, besu.version(), zip.dependencies());
        prepared.add(withCatalog);
      } else {
        prepared.add(jar);
      }
    }
    return prepared;
  }

  private void requireNoForeignFiles(final List<Line> ours) throws IOException, ToolException {
    for (final String name : namesOf(ours)) {
      final Path file = besu.plugins().resolve(name);
      if (Files.exists(file) && !InstallRecord.isOurs(file, ours)) {
        throw new ToolException(
            "%s was not put there by this command or was changed since; move it away first"
                .formatted(file));
      }
    }
  }

  private static TreeSet<String> namesOf(final List<Line> lines) {
    final TreeSet<String> names = new TreeSet<>();
    lines.forEach(line -> names.add(line.name()));
    return names;
  }
}
