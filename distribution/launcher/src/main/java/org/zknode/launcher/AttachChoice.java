/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.zknode.devnet.AttachedL1;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import picocli.CommandLine.Option;

/** The options that run a devnet on contracts which are there already: all of them or none. */
final class AttachChoice {
  @Option(
      names = "--l1-url",
      paramLabel = "<url>",
      description = "Run on contracts that this L1 has already instead of on an L1 of our own")
  Optional<URI> url = Optional.empty();

  @Option(
      names = "--l1-rollup-manager",
      paramLabel = "<address>",
      description = "Its rollup manager (elderberry)")
  Optional<String> rollupManager = Optional.empty();

  @Option(
      names = "--l1-rollup",
      paramLabel = "<address>",
      description = "The consensus contract of the rollup")
  Optional<String> rollup = Optional.empty();

  @Option(
      names = "--l1-global-exit-root-manager",
      paramLabel = "<address>",
      description = "Its global exit root manager")
  Optional<String> exitRoots = Optional.empty();

  @Option(
      names = "--l1-genesis-block",
      paramLabel = "<number>",
      description = "L1 block with the first transaction of these contracts")
  Optional<Long> genesisBlock = Optional.empty();

  @Option(
      names = "--l1-sequencer-key-file",
      paramLabel = "<file>",
      description =
          "Hex key of the rollup's trusted sequencer, which pays L1 gas and the fee token")
  Optional<Path> sequencerKey = Optional.empty();

  @Option(
      names = "--l1-aggregator-key-file",
      paramLabel = "<file>",
      description = "Hex key of an account with the manager's trusted aggregator role")
  Optional<Path> aggregatorKey = Optional.empty();

  Optional<AttachedL1> attached() {
    final Map<String, Optional<?>> all = new LinkedHashMap<>();
    all.put("--l1-url", url);
    all.put("--l1-rollup-manager", rollupManager);
    all.put("--l1-rollup", rollup);
    all.put("--l1-global-exit-root-manager", exitRoots);
    all.put("--l1-genesis-block", genesisBlock);
    all.put("--l1-sequencer-key-file", sequencerKey);
    all.put("--l1-aggregator-key-file", aggregatorKey);
    final List<String> missing = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            missing.add(name);
          }
        });
    if (missing.size() == all.size()) {
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      throw new LauncherException(
          "a devnet on contracts that are there already also needs " + String.join(", ", missing));
    }
    return Optional.of(
        new AttachedL1(
            http("--l1-url", url.get()),
            address("--l1-rollup-manager", rollupManager.get()),
            address("--l1-rollup", rollup.get()),
            address("--l1-global-exit-root-manager", exitRoots.get()),
            block("--l1-genesis-block", genesisBlock.get()),
            file("--l1-sequencer-key-file", sequencerKey.get()),
            file("--l1-aggregator-key-file", aggregatorKey.get())));
  }

  private static URI http(final String option, final URI url) {
    final boolean http = "http".equalsIgnoreCase(url.getScheme());
    if (url.getHost() == null || !(http || "https".equalsIgnoreCase(url.getScheme()))) {
      throw new LauncherException("%s is no http or https URL: '%s'".formatted(option, url));
    }
    return url;
  }

  private static long block(final String option, final long number) {
    if (number < 0) {
      throw new LauncherException("%s is a block number, not %d".formatted(option, number));
    }
    return number;
  }

  private static Address address(final String option, final String text) {
    try {
      return Address.ofText(text);
    } catch (final IllegalArgumentException e) {
      throw new LauncherException("%s %s".formatted(option, e.getMessage()), e);
    }
  }

  private static Path file(final String option, final Path file) {
    if (!Files.isReadable(file)) {
      throw new LauncherException(
          "%s names a file that cannot be read: %s".formatted(option, file));
    }
    return file.toAbsolutePath();
  }
}
