/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.process.LauncherException;

class PostgresServerTest {
  @TempDir Path directory;

  @Test
  void isStoppedWhenADatabaseCannotBeMade() {
    final long before = children();

    assertThatThrownBy(
            () -> PostgresServer.start(directory, FreePorts.of(1).getFirst(), List.of("no name")))
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("CREATE DATABASE no name");

    assertThat(directory.resolve("postgres").resolve("PG_VERSION")).exists();
    assertThat(directory.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    await().until(() -> children() == before);
  }

  private static long children() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count();
  }
}
