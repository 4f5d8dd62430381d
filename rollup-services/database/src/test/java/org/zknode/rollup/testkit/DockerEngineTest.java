/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerEngineTest {
  @TempDir private Path dir;

  private static boolean isThere(final String host) {
    return DockerEngine.isThere(Map.of("DOCKER_HOST", host));
  }

  @Test
  void anEngineBehindItsSocketIsFound() throws IOException {
    final Path socket = dir.resolve("docker.sock");
    try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      engine.bind(UnixDomainSocketAddress.of(socket));
      assertThat(isThere("unix://" + socket)).isTrue();
    }
    assertThat(isThere("unix://" + socket)).as("the file of an engine that has ended").isFalse();
    assertThat(isThere("unix://" + Files.createFile(dir.resolve("file")))).isFalse();
    assertThat(isThere("unix://" + dir.resolve("absent"))).isFalse();
  }

  @Test
  void anEngineBehindAPortIsFound() throws IOException {
    final int port;
    try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = engine.getLocalPort();
      assertThat(isThere("tcp://localhost:" + port)).isTrue();
    }
    assertThat(isThere("tcp://localhost:" + port)).isFalse();
  }

  /** The tests of a machine without Docker do not wait for one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://localhost",
        "ssh://somebody@host",
        "/var/run/docker.sock",
        "::",
        "unix://",
        "npipe:"
      })
  void whatCannotBeOneIsNoneAtOnce(final String host) {
    final long start = System.nanoTime();

    assertThat(isThere(host)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
