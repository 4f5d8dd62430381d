/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Which files in Besu's plugins directory are ours: one line {@code sha256 name} each. A name may
 * stand there with two hashes while an upgrade is under way.
 */
final class InstallRecord {
  static final String FILE = "zknode-plugin.files";

  /** One installed file. */
  record Line(String hash, String name) {}

  private InstallRecord() {}

  static List<Line> read(final Path plugins) throws IOException {
    final Path file = plugins.resolve(FILE);
    final List<Line> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (final String line : Files.readAllLines(file)) {
        final String[] parts = line.split(" +", 2);
        if (parts.length == 2 && parts[1].matches("[A-Za-z0-9._+-]+")) {
          lines.add(new Line(parts[0], parts[1]));
        }
      }
    }
    return lines;
  }

  static void write(final Path plugins, final List<Line> lines) throws IOException {
    final Path part = plugins.resolve(PluginInstaller.PART);
    Files.write(part, lines.stream().map(line -> line.hash() + "  " + line.name()).toList());
    Files.move(
        part,
        plugins.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(final Path plugins) throws IOException {
    Files.deleteIfExists(plugins.resolve(FILE));
  }

  static Line of(final Path file) throws IOException {
    return new Line(hash(file), file.getFileName().toString());
  }

  /** Whether the file is there exactly as one of the lines says. */
  static boolean isOurs(final Path file, final List<Line> lines) throws IOException {
    return lines.contains(of(file));
  }

  private static String hash(final Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
