/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * TCP ports for processes that bind them a few seconds later. They lie below those that Linux gives
 * to outgoing connections (32768 and up by default), so that no client takes one meanwhile.
 */
final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int ABOVE_HIGHEST = 32_000;
  private static final int TRIES = 1_000;

  private FreePorts() {}

  /** So many that are free now, each another one. */
  static List<Integer> free(final int count) throws IOException {
    final Random random = new Random();
    final List<ServerSocket> open = new ArrayList<>();
    try {
      // All stay open until the last one is chosen, so that none is given twice.
      for (int tries = 0; open.size() < count && tries < TRIES; tries++) {
        bind(random.nextInt(LOWEST, ABOVE_HIGHEST)).ifPresent(open::add);
      }
      if (open.size() < count) {
        throw new IOException("%d ports tried, %d of %d free".formatted(TRIES, open.size(), count));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (final ServerSocket socket : open) {
        socket.close();
      }
    }
  }

  private static Optional<ServerSocket> bind(final int port) {
    try {
      return Optional.of(new ServerSocket(port));
    } catch (final IOException e) {
      return Optional.empty(); // taken
    }
  }
}
