/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.zknode.devnet.process.LauncherException;
import org.zknode.tools.BesuHome;
import org.zknode.tools.LinkageCheck;
import org.zknode.tools.PluginInstaller;
import org.zknode.tools.PluginZip;
import org.zknode.tools.ToolException;

/** A plugins directory of the devnet's own, so that the user's Besu is not touched. */
final class BesuPlugins {
  private BesuPlugins() {}

  /**
   * Checks that the plugin fits the Besu and unpacks the zip, as {@code zknode install} does, but
   * into the devnet's data folder.
   */
  static Path prepare(final Path zip, final Path besuDirectory, final Path data) {
    try {
      final BesuHome besu = BesuHome.open(besuDirectory);
      final Path unpacked = Files.createDirectories(data.resolve("plugin-zip"));
      final Path staging = Files.createDirectories(data.resolve("plugin-prepared"));
      final PluginZip plugin = PluginZip.unpack(zip, unpacked);
      final LinkageCheck.Report report = new LinkageCheck(besu, plugin.jars()).run();
      if (!report.misses().isEmpty()) {
        throw new LauncherException(
            "the plugin does not fit Besu %s in %s, %d references do not resolve (run check-besu): %s"
                .formatted(
                    besu.version(),
                    besuDirectory,
                    report.misses().size(),
                    report.misses().getFirst()));
      }
      final BesuHome own = new BesuHome(data.resolve("besu"), besu.libraries(), besu.version());
      new PluginInstaller(own).install(plugin, staging);
      return own.plugins();
    } catch (final ToolException e) {
      throw new LauncherException(e.getMessage(), e);
    } catch (final IOException e) {
      throw new LauncherException("the plugin cannot be unpacked: " + e.getMessage(), e);
    }
  }
}
