/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts Besus with the driver plugin and one chain, again and again on the same data. */
record DrivenBesu(Path home, Path plugins, Path genesis) {
  /** An L1 info root for blocks. */
  static final String ROOT = "0x" + "11".repeat(32);

  /** Skips the test where no Besu is found. */
  static DrivenBesu in(final Path folder) throws IOException {
    return in(folder, BesuGenesis.of(AccountTransactions.KEY.address(), Map.of()));
  }

  /** The same on a chain of one's own. */
  static DrivenBesu in(final Path folder, final String genesis) throws IOException {
    final Optional<Path> home = BesuProcess.find();
    assumeTrue(home.isPresent(), "no Besu: neither BESU_HOME nor besu on the PATH");
    return new DrivenBesu(
        home.get(),
        PluginJars.directory(folder.resolve("plugins"), DriverPlugin.class.getName()),
        Files.writeString(folder.resolve("genesis.json"), genesis));
  }

  /** The same Besu and plugins on another chain. */
  DrivenBesu withGenesis(final Path file) {
    return new DrivenBesu(home, plugins, file);
  }

  /** Its JSON-RPC answers. */
  BesuProcess start(final Path data, final String... more) throws IOException {
    final List<String> options =
        new ArrayList<>(List.of("--rpc-http-api=ETH,NET,DEBUG,DRIVER", "--color-enabled=false"));
    options.addAll(List.of(more));
    return launch(data, options.toArray(String[]::new)).awaitRpc();
  }

  /** Its start is not waited for: it may end by itself. */
  BesuProcess launch(final Path data, final String... options) throws IOException {
    return BesuProcess.start(home, plugins, data, genesis, List.of(options));
  }
}
