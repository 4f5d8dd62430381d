/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.zknode.devnet.BesuFinder;
import org.zknode.devnet.DevnetOptions;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Option;

/** The options that every command with a devnet has. */
final class EngineChoice {
  /** More external nodes than this do not make sense on one machine. */
  private static final int MAX_VERIFIERS = 8;

  private static final int MAX_PROVERS = 8;

  private static final int MAX_EXECUTORS = 4;

  @Option(
      names = "--engine",
      paramLabel = "<auto|besu|embedded>",
      description =
          "EVM of the L2 nodes; auto takes Besu when BESU_HOME is set or besu is on the PATH (default: ${DEFAULT-VALUE})")
  String engine = "auto";

  @Option(
      names = "--verifiers",
      paramLabel = "<count>",
      description =
          "External nodes; each follows by zks replay and verifies (default: ${DEFAULT-VALUE})")
  int verifiers = 1;

  @Option(
      names = "--provers",
      paramLabel = "<count>",
      description = "Dev provers (default: ${DEFAULT-VALUE})")
  int provers = 1;

  @Option(
      names = "--executors",
      paramLabel = "<count>",
      description =
          "Executors that the main node's batch check asks, on Besu only (default: ${DEFAULT-VALUE})")
  int executors;

  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description =
          "New or empty folder for all data and logs, kept at the end (default: a temporary one, deleted at the end)")
  Optional<Path> data = Optional.empty();

  @Option(names = "--free-ports", description = "Take any free TCP ports")
  boolean freePorts;

  DevnetOptions options(final Map<String, String> environment) {
    require("--verifiers", verifiers, MAX_VERIFIERS);
    require("--provers", provers, MAX_PROVERS);
    if (executors != 0) {
      require("--executors", executors, MAX_EXECUTORS);
    }
    final Optional<Path> besu = BesuFinder.find(environment);
    final DevnetOptions.Engine chosen =
        switch (engine.toLowerCase(Locale.ROOT)) {
          case "embedded" -> DevnetOptions.Engine.EMBEDDED;
          case "besu" -> {
            requireUsableHome(environment);
            if (besu.isEmpty()) {
              throw new LauncherException(
                  "--engine besu needs a Besu: set BESU_HOME to its folder, or put besu on the PATH");
            }
            yield DevnetOptions.Engine.BESU;
          }
          case "auto" -> {
            requireUsableHome(environment);
            yield besu.isPresent() ? DevnetOptions.Engine.BESU : DevnetOptions.Engine.EMBEDDED;
          }
          default ->
              throw new LauncherException(
                  "--engine is auto, besu or embedded, not '%s'".formatted(engine));
        };
    return new DevnetOptions(
            chosen,
            besu,
            verifiers,
            provers,
            verifiers,
            data,
            freePorts,
            DevnetOptions.Pace.NORMAL,
            false)
        .withExecutors(executors);
  }

  /** Who names a Besu does not want to be served by something else without a word. */
  private static void requireUsableHome(final Map<String, String> environment) {
    BesuFinder.wrongHome(environment)
        .ifPresent(
            why -> {
              throw new LauncherException(why + ", or choose --engine embedded");
            });
  }

  static void require(final String option, final int value, final int max) {
    if (value < 1 || value > max) {
      throw new LauncherException("%s is from 1 to %d, not %d".formatted(option, max, value));
    }
  }
}
