/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.tools.BesuHome;
import org.zknode.tools.BesuJava;

/** Our own processes on the libraries of a real Besu; skipped by name where none is found. */
class RealBesuLibrariesTest {

  @Test
  void aProcessWithoutANodeHasTheEvmByAGenesisFileAlone(@TempDir final Path dir) throws Exception {
    final Optional<Path> home = BesuProcess.find();
    assumeTrue(home.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    final Path plugins = PluginJars.directory(dir.resolve("plugins"));
    final List<Path> jars;
    try (Stream<Path> files = Files.list(plugins)) {
      jars = files.sorted().toList();
    }
    final BesuJava java = new BesuJava(BesuHome.open(home.get()), jars);
    final String genesis = BesuGenesis.of(AccountTransactions.KEY.address(), Map.of());
    assertThat(opened(java, Files.writeString(dir.resolve("genesis.json"), genesis)))
        .contains("chain 1001");
    final String older = genesis.replace(",\"pragueTime\":0", "");
    assertThat(opened(java, Files.writeString(dir.resolve("older.json"), older)))
        .contains("refused: the rollup's rules are Prague's");
  }

  private static String opened(final BesuJava java, final Path genesis)
      throws IOException, InterruptedException {
    final Process process =
        new ProcessBuilder(
                java.command(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    List.of("-Xmx256m"),
                    "org.zknode.plugin.StatelessMain",
                    List.of(genesis.toString())))
            .redirectErrorStream(true)
            .start();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
