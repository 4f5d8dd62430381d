/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.process.LauncherException;
import org.zknode.tools.BesuTools;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zknode check-besu} and {@code zknode install}: the tools with this distribution's zip. */
abstract class BesuToolCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "BESU_DIR", description = "Folder of a Besu: has lib and bin.")
  Path besu;

  BesuToolCommand(final PrintStream out, final PrintStream err) {
    this.out = out;
    this.err = err;
  }

  final int tool(final String name, final List<String> more) {
    final Path zip = DevnetHome.fromSystemProperties().pluginZip();
    if (!Files.isRegularFile(zip)) {
      throw new LauncherException(
          "the plugin zip %s is missing: build it with mvn package".formatted(zip));
    }
    final List<String> arguments = new ArrayList<>(List.of(name, "--zip=" + zip));
    arguments.addAll(more);
    arguments.add(besu.toString());
    return BesuTools.run(out, err, arguments.toArray(String[]::new));
  }

  @Command(
      name = "check-besu",
      mixinStandardHelpOptions = true,
      description =
          "Does every class, field and method that the plugin links to exist in this Besu?")
  static final class Check extends BesuToolCommand {
    Check(final PrintStream out, final PrintStream err) {
      super(out, err);
    }

    @Override
    public Integer call() {
      return tool("check-besu", List.of());
    }
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = "Checks a Besu, then installs or upgrades the plugin in it, or removes it.")
  static final class Install extends BesuToolCommand {
    @Option(names = "--remove", description = "Remove an earlier installation.")
    boolean remove;

    Install(final PrintStream out, final PrintStream err) {
      super(out, err);
    }

    @Override
    public Integer call() {
      return tool("install", remove ? List.of("--remove") : List.of());
    }
  }
}
