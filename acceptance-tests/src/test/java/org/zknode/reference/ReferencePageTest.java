/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/reference.md says what the code does. With {@code -Dzknode.reference.write=true} it is
 * written instead of compared; see {@link ReferencePage#COMMAND}.
 */
class ReferencePageTest {
  @Test
  void thePageIsThatOfTheCode() throws IOException {
    final Path root = Path.of("").toAbsolutePath().getParent();
    final Path file = root.resolve("docs/reference.md");
    final String text = new ReferencePage(root).text();
    if (Boolean.getBoolean("zknode.reference.write")) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file))
        .as("docs/reference.md is not of this code; make it again: %s", ReferencePage.COMMAND)
        .isEqualTo(text);
  }
}
