/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.zknode.devnet.process.LauncherException;

/** The folder with all files of one devnet. */
final class DataDirectory implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final Path root;
  private final boolean temporary;

  private DataDirectory(final Path root, final boolean temporary) {
    this.root = root;
    this.temporary = temporary;
  }

  /**
   * @param wanted must be empty or absent: a devnet's L1 lives in memory, so an old devnet cannot
   *     be continued
   */
  static DataDirectory create(final Optional<Path> wanted) {
    try {
      if (wanted.isEmpty()) {
        return new DataDirectory(Files.createTempDirectory("zknode-devnet-"), true);
      }
      final Path path = wanted.get().toAbsolutePath();
      Files.createDirectories(path);
      try (Stream<Path> content = Files.list(path)) {
        if (content.findAny().isPresent()) {
          throw new LauncherException(
              "the folder %s is not empty: give --data a new or an empty folder".formatted(path));
        }
      }
      return new DataDirectory(path, false);
    } catch (final IOException e) {
      throw new LauncherException("the data folder cannot be made: " + e.getMessage(), e);
    }
  }

  Path root() {
    return root;
  }

  Path writeJson(final String name, final Object value) {
    try {
      final Path file = root.resolve(name);
      Files.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
      return file;
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be written: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** A file that only its owner may read. */
  Path writeSecret(final String name, final String content) {
    try {
      final Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, content);
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be written: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Deletes the folder when it is a temporary one. */
  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be deleted: %s".formatted(root, e.getMessage()), e);
    }
  }
}
