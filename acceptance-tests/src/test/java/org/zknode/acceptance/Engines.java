/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.zknode.devnet.BesuFinder;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetOptions;
import org.zknode.devnet.DevnetOptions.Engine;

/** What the scenarios run on. */
final class Engines {
  private Engines() {}

  /** Skips the scenario, by its name, when it wants a Besu and there is none. */
  static void require(final Engine engine) {
    assumeTrue(
        engine != Engine.BESU || besu().isPresent(),
        "no Besu: set BESU_HOME or put besu on the PATH to run this scenario");
  }

  static Optional<Path> besu() {
    return BesuFinder.find(System.getenv());
  }

  /** The folder {@code distribution} of this checkout. */
  static Path distribution() {
    return Path.of(System.getProperty("zknode.distribution")).toAbsolutePath().normalize();
  }

  static DevnetHome home() {
    return new DevnetHome(
        distribution(), distribution().resolve("launcher/target/zknode/lib").toString() + "/*");
  }

  static DevnetOptions options(final Engine engine, final Path data) {
    return options(engine, Optional.of(data));
  }

  /**
   * @param data folder; when it is absent the devnet makes one, and deletes it
   */
  static DevnetOptions options(final Engine engine, final Optional<Path> data) {
    return new DevnetOptions(engine, besu(), 1, 1, 1, data, true, DevnetOptions.Pace.NORMAL, false);
  }
}
