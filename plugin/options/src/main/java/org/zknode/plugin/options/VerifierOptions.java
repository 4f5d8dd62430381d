/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.nio.file.Path;
import java.util.Optional;
import org.zknode.rollup.verification.VerifierConfig;
import picocli.CommandLine.Option;

/** {@code --plugin-verifier-*}: re-executing batches and signing them. */
public final class VerifierOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "verifier";

  private static final String ENABLED = "--plugin-verifier-enabled";

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description = "This node re-executes batches and signs them (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-verifier-key-file",
      paramLabel = "<file>",
      description = "File with the hex key that signs batches")
  Path keyFile;

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  Optional<VerifierConfig> toConfig() {
    if (!enabled) {
      return Optional.empty();
    }
    OptionChecks.key(keyFile, "--plugin-verifier-key-file", "with " + ENABLED);
    return Optional.of(new VerifierConfig(keyFile));
  }
}
