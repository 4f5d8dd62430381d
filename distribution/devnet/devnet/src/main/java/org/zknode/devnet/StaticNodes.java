/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.zknode.devnet.process.LauncherException;

/** Besu's file of peers that it keeps dialling. */
final class StaticNodes {
  private StaticNodes() {}

  /**
   * @param enodes one, or several with commas
   */
  static Path write(final Path file, final String enodes) {
    try {
      return Files.write(file, new ObjectMapper().writeValueAsBytes(enodes.split(",")));
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }
}
