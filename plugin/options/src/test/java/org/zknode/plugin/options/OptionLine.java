/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.zknode.rollup.node.NodeConfig;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command line with the flags of all namespaces, on which every role is enabled. */
final class OptionLine {
  private static final String KEY =
      "0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e";
  private static final String ADDRESS = "0x00000000000000000000000000000000000000";

  private final List<String> args = new ArrayList<>();

  /**
   * @param folder for the key file
   */
  OptionLine(final Path folder) throws IOException {
    final Path key = Files.writeString(folder.resolve("key"), KEY);
    args.addAll(
        List.of(
            "--plugin-zknode-l1-urls=http://localhost:1",
            "--plugin-zknode-l1-chain-id=31337",
            "--plugin-zknode-rollup-manager-address=" + ADDRESS + "01",
            "--plugin-zknode-rollup-address=" + ADDRESS + "02",
            "--plugin-zknode-global-exit-root-manager-address=" + ADDRESS + "03",
            "--plugin-zknode-state-db-url=jdbc:postgresql://localhost/state",
            "--plugin-zknode-pool-db-url=jdbc:postgresql://localhost/pool",
            "--plugin-zknode-l2-chain-id=1001",
            "--plugin-zknode-coinbase=" + ADDRESS + "04",
            "--plugin-synchronizer-enabled",
            "--plugin-sequencer-enabled",
            "--plugin-sequencer-key-file=" + key,
            "--plugin-aggregator-enabled",
            "--plugin-aggregator-key-file=" + key,
            "--plugin-verifier-enabled",
            "--plugin-verifier-key-file=" + key,
            "--plugin-bridge-enabled",
            "--plugin-bridge-l1-address=" + ADDRESS + "07",
            "--plugin-bridge-http-enabled",
            "--plugin-bridge-key-file=" + key,
            "--plugin-bridge-claims-enabled"));
  }

  /** The flag has that value instead. */
  OptionLine with(final String flag, final String value) {
    return without(flag).plain(flag + "=" + value);
  }

  OptionLine without(final String flag) {
    args.removeIf(argument -> argument.equals(flag) || argument.startsWith(flag + "="));
    return this;
  }

  OptionLine plain(final String argument) {
    args.add(argument);
    return this;
  }

  private static CommandSpec spec(final ZknodeOptions core, final RoleOptions roles) {
    return CommandSpec.create()
        .addMixin("zknode", CommandSpec.forAnnotatedObject(core))
        .addMixin("zks", CommandSpec.forAnnotatedObject(roles.zks()))
        .addMixin("sequencer", CommandSpec.forAnnotatedObject(roles.sequencer()))
        .addMixin("synchronizer", CommandSpec.forAnnotatedObject(roles.synchronizer()))
        .addMixin("aggregator", CommandSpec.forAnnotatedObject(roles.aggregator()))
        .addMixin("verifier", CommandSpec.forAnnotatedObject(roles.verifier()))
        .addMixin("bridge", CommandSpec.forAnnotatedObject(roles.bridge()));
  }

  /** All that there is. */
  static CommandSpec spec() {
    return spec(new ZknodeOptions(), RoleOptions.defaults());
  }

  NodeConfig parse() {
    final ZknodeOptions core = new ZknodeOptions();
    final RoleOptions roles = RoleOptions.defaults();
    new CommandLine(spec(core, roles)).parseArgs(args.toArray(String[]::new));
    return core.toNodeConfig(roles);
  }
}
