/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.tools.BesuHome;
import org.zknode.tools.LinkageCheck;

/** Proves the compile-time declarations against a real Besu; skipped by name without one. */
class RealBesuLinkageTest {
  /** Far fewer would mean that the check looked at nothing. */
  private static final int LEAST_REFERENCES = 1_000;

  @Test
  void everyReferenceResolves(@TempDir final Path dir) throws Exception {
    final Optional<Path> home = BesuProcess.find();
    assumeTrue(home.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    final Path plugins = PluginJars.withoutTests(dir.resolve("plugins"));
    final List<Path> jars;
    try (Stream<Path> files = Files.list(plugins)) {
      jars = files.sorted().toList();
    }
    final LinkageCheck.Report report = new LinkageCheck(BesuHome.open(home.get()), jars).run();
    assertThat(report.misses()).isEmpty();
    assertThat(report.references()).isGreaterThan(LEAST_REFERENCES);
  }
}
