/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two devnets may start at the same time from one checkout that has nothing installed yet. */
class NpmToolsTest {
  @TempDir Path temp;

  private Path installed(final String name) throws IOException {
    final Path attempt = temp.resolve(name);
    Files.createDirectories(attempt.resolve("node_modules"));
    Files.writeString(attempt.resolve("node_modules").resolve("by"), name);
    return attempt;
  }

  @Test
  void whoeverInstallsLaterTakesWhatIsThere() throws IOException {
    final Path target = temp.resolve("installation");
    NpmTools.publish(installed("first"), target);
    NpmTools.publish(installed("second"), target);
    assertThat(target.resolve("node_modules").resolve("by")).hasContent("first");
  }

  @Test
  void anythingElseInItsPlaceIsAnError() throws IOException {
    final Path target = temp.resolve("installation");
    Files.createDirectories(target.resolve("other"));
    assertThatThrownBy(() -> NpmTools.publish(installed("first"), target))
        .isInstanceOf(IOException.class);
  }
}
