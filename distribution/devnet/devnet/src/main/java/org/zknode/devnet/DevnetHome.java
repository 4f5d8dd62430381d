/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.zknode.contracts.AnvilBinary;
import org.zknode.devnet.process.LauncherException;

/**
 * Where this distribution keeps its parts.
 *
 * @param home the folder {@code distribution} of a checkout or an installation
 * @param classPath of the launcher and the embedded node
 */
public record DevnetHome(Path home, String classPath) {

  /** From the system property that the script {@code zknode} sets, and this JVM's class path. */
  public static DevnetHome fromSystemProperties() {
    final String home = System.getProperty("zknode.home");
    if (home == null) {
      throw new LauncherException("start it by the script distribution/zknode");
    }
    return new DevnetHome(Path.of(home), System.getProperty("java.class.path"));
  }

  /** anvil's binary; installed by npm at first use. */
  Path anvil() {
    return AnvilBinary.locate(npm());
  }

  /** Where npm installs. */
  public Path npm() {
    return home.resolve("launcher").resolve("target").resolve("npm");
  }

  /** Command line of a subcommand of this launcher. */
  List<String> launcher(final String... arguments) {
    final List<String> command =
        new ArrayList<>(
            List.of(
                java().toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dzknode.home=" + home,
                "-cp",
                classPath,
                "org.zknode.launcher.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  NodeCommands nodeCommands(final DevnetOptions options, final Path data) {
    return switch (options.engine()) {
      case EMBEDDED -> new NodeCommands.Embedded(java(), classPath, anvil());
      case BESU -> {
        final Path besu = options.besuHome().orElseThrow();
        yield new NodeCommands.Besu(besu, BesuPlugins.prepare(pluginZip(), besu, data), data);
      }
    };
  }

  /** The zip with the plugin. */
  public Path pluginZip() {
    return home.resolve("plugin-zip").resolve("target").resolve("zknode-besu-plugin.zip");
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
