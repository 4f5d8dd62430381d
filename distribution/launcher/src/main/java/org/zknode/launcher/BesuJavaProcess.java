/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.zknode.devnet.BesuEvm;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.process.LauncherException;

/** A process of ours on the libraries of a Besu, in the foreground of a command. */
final class BesuJavaProcess {
  private final Map<String, String> environment;

  BesuJavaProcess(final Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs it until it ends, or this process does.
   *
   * @return its exit code
   */
  int run(final List<String> jvm, final String mainClass, final List<String> arguments) {
    final Path besu = BesuEvm.requireBesu(environment);
    final Path jars = temporary();
    try {
      final Process process =
          new ProcessBuilder(
                  BesuEvm.prepare(DevnetHome.fromSystemProperties().pluginZip(), besu, jars)
                      .command(
                          Path.of(System.getProperty("java.home"), "bin", "java"),
                          jvm,
                          mainClass,
                          arguments))
              .inheritIO()
              .start();
      final Thread stop = Thread.ofPlatform().name("stop-child").unstarted(() -> end(process));
      Runtime.getRuntime().addShutdownHook(stop);
      return process.waitFor();
    } catch (final IOException e) {
      throw new LauncherException("the process cannot be started: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      delete(jars);
    }
  }

  private static void end(final Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("zknode-besu-java");
    } catch (final IOException e) {
      throw new LauncherException("no temporary directory: " + e, e);
    }
  }

  private static void delete(final Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
