/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import org.zknode.devnet.process.LauncherException;

/**
 * Ports that were chosen a short time ago, by whatever process of this user. They are bound seconds
 * later, by processes that must start first: until then they look free, to another devnet too.
 *
 * @param folder with an empty file for each port, whose time is that of the choice
 */
record PortReservations(Path folder) {
  /** Longer than anything takes to start. */
  static final Duration LASTS = Duration.ofMinutes(5);

  /** A choice of ports. */
  @FunctionalInterface
  interface Choice {
    /**
     * @param reserved whether somebody has chosen that port
     */
    int[] ports(IntPredicate reserved);
  }

  static PortReservations ofThisUser() {
    return new PortReservations(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "zknode-ports-" + System.getProperty("user.name")));
  }

  /** Nobody else chooses meanwhile; what is chosen is reserved. */
  int[] choose(final Choice choice) {
    // The lock of the file is one between processes, not between threads.
    synchronized (PortReservations.class) {
      try {
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(
                    folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.lock()) {
          final int[] ports = choice.ports(this::isReserved);
          for (final int port : ports) {
            // Never through a link that somebody else has put there.
            Files.createFile(file(port));
          }
          return ports;
        }
      } catch (final IOException e) {
        throw new LauncherException("free ports cannot be noted in %s: %s".formatted(folder, e), e);
      }
    }
  }

  private boolean isReserved(final int port) {
    final Path file = file(port);
    try {
      if (!Files.exists(file)) {
        return false;
      }
      if (Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(LASTS))) {
        return true;
      }
      Files.delete(file);
      return false;
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private Path file(final int port) {
    return folder.resolve(Integer.toString(port));
  }
}
