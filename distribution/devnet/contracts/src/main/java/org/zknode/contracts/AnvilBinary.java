/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The native anvil executable of the pinned version. */
public final class AnvilBinary {
  private static final String PACKAGE = "@foundry-rs/anvil-";

  private AnvilBinary() {}

  /**
   * Finds anvil in the cache directory, or installs it there with npm.
   *
   * @param cacheDirectory created when it is missing; may be shared by several processes
   * @return an executable file
   * @throws NpmToolException npm is missing or failed, or there is no anvil for this platform
   */
  public static Path locate(final Path cacheDirectory) {
    final String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    final String file = platform.startsWith("win32") ? "anvil.exe" : "anvil";
    final Path binary =
        new NpmTools(cacheDirectory)
            .runtimeModules()
            .resolve(PACKAGE + platform)
            .resolve("bin")
            .resolve(file);
    if (!Files.isExecutable(binary)) {
      throw new NpmToolException(
          "npm installed no anvil for %s: expected %s".formatted(platform, binary));
    }
    return binary;
  }

  /** Platform as in the names of the npm packages, for instance {@code linux-amd64}. */
  static String platform(final String osName, final String osArch) {
    final String os = osName.toLowerCase(Locale.ROOT);
    final String system =
        os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "win32" : "linux";
    final String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default ->
              throw new NpmToolException(
                  "anvil is not available for processor architecture " + osArch);
        };
    return system + "-" + arch;
  }
}
