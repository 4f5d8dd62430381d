/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.zknode.devnet.BesuEvm;
import org.zknode.devnet.DevnetHome;
import org.zknode.devprover.ElsewhereRun;

/** Runs a command of this launcher again where the EVM of a Besu is; it ends with this process. */
record BesuProcess(Class<?> command, Map<String, String> environment) implements ElsewhereRun {

  @Override
  public int run(final List<String> arguments) throws InterruptedException {
    final Path besu = BesuEvm.requireBesu(environment);
    try {
      final Path jars = Files.createTempDirectory("zknode-evm");
      final Process process =
          new ProcessBuilder(
                  BesuEvm.prepare(DevnetHome.fromSystemProperties().pluginZip(), besu, jars)
                      .and(List.of(BesuEvm.placeOf(command)))
                      .command(
                          Path.of(System.getProperty("java.home"), "bin", "java"),
                          List.of("-Xmx512m"),
                          command.getName(),
                          // The first is the command's own name.
                          arguments.subList(1, arguments.size())))
              .inheritIO()
              .start();
      final Thread stop = Thread.ofPlatform().name("stop-child").unstarted(process::destroy);
      Runtime.getRuntime().addShutdownHook(stop);
      return process.waitFor();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
