/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.zknode.devnet.process.LauncherException;
import org.zknode.tools.BesuHome;
import org.zknode.tools.BesuJava;
import org.zknode.tools.PluginZip;
import org.zknode.tools.ToolException;

/** Besu's EVM for processes of ours that are no Besu: executors, provers, verifiers. */
public final class BesuEvm {
  private BesuEvm() {}

  /**
   * The Besu that is there.
   *
   * @throws LauncherException there is none; one sentence
   */
  public static Path requireBesu(final Map<String, String> environment) {
    BesuFinder.wrongHome(environment)
        .ifPresent(
            problem -> {
              throw new LauncherException(problem);
            });
    return BesuFinder.find(environment)
        .orElseThrow(
            () ->
                new LauncherException(
                    "this needs the EVM of a Besu, and there is none: set BESU_HOME to the folder of one, or have besu on the PATH"));
  }

  /** The jar, or the folder, that a class of ours is in. */
  public static Path placeOf(final Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (final URISyntaxException e) {
      throw new LauncherException("it cannot be seen where the launcher is: " + e.getMessage(), e);
    }
  }

  /**
   * Where the plugin is unpacked already.
   *
   * @param unpacked the folder with the zip's content
   */
  static BesuJava prepared(final Path unpacked, final Path besu) {
    try (Stream<Path> files = Files.walk(unpacked)) {
      return new BesuJava(
          BesuHome.open(besu),
          files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    } catch (final ToolException e) {
      throw new LauncherException(e.getMessage(), e);
    } catch (final IOException e) {
      throw new LauncherException("the unpacked plugin cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Unpacks the plugin beside the processes that need it.
   *
   * @param zip the distribution's, see {@link DevnetHome#pluginZip}
   * @param directory gets the jars; made if need be, must be empty
   */
  public static BesuJava prepare(final Path zip, final Path besu, final Path directory) {
    try {
      if (!Files.isRegularFile(zip)) {
        throw new LauncherException(
            "the plugin zip %s is missing: build it with mvn package".formatted(zip));
      }
      return new BesuJava(
          BesuHome.open(besu), PluginZip.unpack(zip, Files.createDirectories(directory)).jars());
    } catch (final ToolException e) {
      throw new LauncherException(e.getMessage(), e);
    } catch (final IOException e) {
      throw new LauncherException("the plugin cannot be unpacked: " + e.getMessage(), e);
    }
  }
}
