/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * Looks for a Docker engine in a moment. Testcontainers looks, too, but takes up to half a minute
 * and tells at length what it did not find.
 */
public final class DockerEngine {
  /** {@code DOCKER_HOST} as Docker's own client knows it. */
  private static final String VARIABLE = "DOCKER_HOST";

  private static final String USUAL = "unix:///var/run/docker.sock";

  /** An engine is on this machine or near it. */
  private static final int CONNECT_MILLIS = 500;

  private DockerEngine() {}

  /** Whether somebody listens where the environment says that the engine is. */
  public static boolean isThere(final Map<String, String> environment) {
    final String host = environment.getOrDefault(VARIABLE, "");
    return listens(host.isBlank() ? USUAL : host.strip());
  }

  private static boolean listens(final String address) {
    try {
      final URI uri = URI.create(address);
      return switch (String.valueOf(uri.getScheme())) {
        case "unix" -> listensAt(Path.of(uri.getPath()));
        case "tcp", "http", "https" -> listensAt(uri.getHost(), uri.getPort());
        default -> false;
      };
    } catch (final IllegalArgumentException e) {
      return false; // no address at all
    }
  }

  private static boolean listensAt(final Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (final IOException e) {
      return false; // no socket, or nobody behind it
    }
  }

  private static boolean listensAt(final String host, final int port) {
    if (host == null || port < 0) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (final IOException e) {
      return false; // nobody there
    }
  }
}
