/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Java processes of ours that have a Besu's libraries, and with them its EVM, on their class path.
 * No Besu runs in them: no node, no chain, no database.
 *
 * @param besu whose libraries come first, as for a plugin
 * @param jars of the plugin zip, and of whoever brings the main class
 */
public record BesuJava(BesuHome besu, List<Path> jars) {
  /** What Besu's own start script asks of the JVM for its native code and its libraries. */
  private static final List<String> AS_BESU =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/sun.security.provider=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "-Dlog4j2.formatMsgNoLookups=true",
          "-Dlog4j.shutdownHookEnabled=false",
          "-Dbesu.disableAnsi=true",
          "-XX:+UseCompactObjectHeaders");

  public BesuJava {
    jars = List.copyOf(jars);
  }

  /** With more jars. */
  public BesuJava and(final List<Path> more) {
    return new BesuJava(besu, Stream.concat(jars.stream(), more.stream()).toList());
  }

  /**
   * The command line.
   *
   * @param java the executable, of a JDK that this Besu takes
   * @param jvm options of the JVM, memory for instance
   */
  public List<String> command(
      final Path java,
      final List<String> jvm,
      final String mainClass,
      final List<String> arguments) {
    final List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(AS_BESU);
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), mainClass));
    command.addAll(arguments);
    return command;
  }

  private String classPath() {
    return Stream.concat(besu.libraries().stream(), jars.stream())
        .map(path -> path.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
