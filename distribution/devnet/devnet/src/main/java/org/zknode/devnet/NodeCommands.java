/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.zknode.devprover.DevProverCommand;
import org.zknode.tools.BesuJava;

/** The command line that starts one node, for each engine. */
sealed interface NodeCommands {

  /**
   * @param directory data folder of the node
   * @param chainId of L2
   * @param nodeKey file with the devp2p key
   * @param peer enode to dial; empty string = none
   */
  record Parts(
      Path directory,
      Ports.Node ports,
      long chainId,
      Path genesis,
      Path nodeKey,
      String peer,
      List<String> roles) {
    /** The same node, which dials nobody. */
    Parts isolated() {
      return new Parts(directory, ports, chainId, genesis, nodeKey, "", roles);
    }
  }

  List<String> command(Parts parts);

  /**
   * The command line of a dev prover: where it can, it executes itself.
   *
   * @param launcher of a subcommand
   * @param arguments besides how it finds what batches lead to
   */
  List<String> prover(
      Function<List<String>, List<String>> launcher, List<String> outcomes, List<String> arguments);

  /**
   * Arguments of a dev prover on this engine: how it finds what batches lead to.
   *
   * @param genesis of the rollup
   * @param node JSON-RPC of one that has the batches
   */
  List<String> outcomes(Path genesis, URI node);

  Map<String, String> environment();

  /** The embedded node: our own process on anvil. */
  record Embedded(Path java, String classPath, Path anvil) implements NodeCommands {
    @Override
    public List<String> command(final Parts parts) {
      final List<String> command =
          new ArrayList<>(
              List.of(
                  java.toString(),
                  "-Xmx512m",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  classPath,
                  "org.zknode.embedded.EmbeddedNode",
                  "--anvil=" + anvil,
                  "--genesis=" + parts.genesis(),
                  "--data-dir=" + parts.directory(),
                  "--rpc-host=" + Ports.HOST,
                  "--rpc-port=" + parts.ports().rpc(),
                  "--p2p-host=" + Ports.HOST,
                  "--p2p-port=" + parts.ports().p2p(),
                  "--node-key-file=" + parts.nodeKey()));
      if (!parts.peer().isEmpty()) {
        command.add("--bootnodes=" + parts.peer());
      }
      command.addAll(parts.roles());
      return command;
    }

    @Override
    public List<String> prover(
        final Function<List<String>, List<String>> launcher,
        final List<String> outcomes,
        final List<String> arguments) {
      return launcher.apply(
          Stream.of(List.of("dev-prover"), outcomes, arguments).flatMap(List::stream).toList());
    }

    @Override
    public List<String> outcomes(final Path genesis, final URI node) {
      return List.of("--trusting=" + node);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of("ZKNODE_LOG_LEVEL", "INFO");
    }
  }

  /** Besu with our zip in its plugins directory. */
  record Besu(Path home, Path pluginsDirectory, Path data) implements NodeCommands {
    /** A process with Besu's EVM, without what starts another one. */
    @Override
    public List<String> prover(
        final Function<List<String>, List<String>> launcher,
        final List<String> outcomes,
        final List<String> arguments) {
      return BesuEvm.prepared(data.resolve("plugin-zip"), home)
          .and(List.of(BesuEvm.placeOf(DevProverCommand.class)))
          .command(
              Path.of(System.getProperty("java.home"), "bin", "java"),
              List.of("-Xmx256m", "-XX:+UseSerialGC"),
              DevProverCommand.class.getName(),
              Stream.concat(outcomes.stream(), arguments.stream()).toList());
    }

    @Override
    public List<String> outcomes(final Path genesis, final URI node) {
      return List.of("--genesis=" + genesis, "--block-gas-limit=" + Genesis.BLOCK_GAS_LIMIT);
    }

    /** For processes of ours that need the EVM and are no Besu. */
    BesuJava java() {
      return BesuEvm.prepared(data.resolve("plugin-zip"), home);
    }

    @Override
    public List<String> command(final Parts parts) {
      final List<String> command =
          new ArrayList<>(
              List.of(
                  home.resolve("bin").resolve("besu").toString(),
                  "--genesis-file=" + parts.genesis(),
                  "--network-id=" + parts.chainId(),
                  "--data-path=" + parts.directory(),
                  "--sync-mode=FULL",
                  "--data-storage-format=BONSAI",
                  // The state at the finalized block can be read while it is less far behind.
                  "--bonsai-historical-block-limit=10000",
                  "--bonsai-limit-trie-logs-enabled=false",
                  "--discovery-enabled=false",
                  "--p2p-host=" + Ports.HOST,
                  "--p2p-port=" + parts.ports().p2p(),
                  "--node-private-key-file=" + parts.nodeKey(),
                  "--rpc-http-enabled",
                  "--rpc-http-host=" + Ports.HOST,
                  "--rpc-http-port=" + parts.ports().rpc(),
                  "--rpc-http-api=ETH,NET,WEB3,TXPOOL,ADMIN,ZKEVM,ZKNODE,OTS,ERIGON,BRIDGE",
                  "--rpc-http-cors-origins=*",
                  "--host-allowlist=*",
                  "--engine-rpc-port=" + parts.ports().engine(),
                  "--min-gas-price=0",
                  // The pool DB decides on replacements; Besu's pool must not refuse what it took.
                  "--tx-pool-price-bump=0",
                  // eth_feeHistory names priority fees that pass, on blocks without transactions
                  // too.
                  "--api-gas-and-priority-fee-limiting-enabled=true",
                  "--api-gas-and-priority-fee-lower-bound-coefficient=100",
                  "--api-gas-and-priority-fee-upper-bound-coefficient=10000",
                  "--color-enabled=false",
                  "--plugins-verification-mode=FULL"));
      if (!parts.peer().isEmpty()) {
        // Beside the node's folder, so that wiping the node keeps it; each node has its own.
        final Path file = data.resolve(parts.directory().getFileName() + "-static-nodes.json");
        command.add("--static-nodes-file=" + StaticNodes.write(file, parts.peer()));
      }
      command.addAll(parts.roles());
      return command;
    }

    @Override
    public Map<String, String> environment() {
      return Map.of(
          "BESU_OPTS",
          "-Xmx1g -XX:+UseSerialGC -Dbesu.plugins.dir=" + pluginsDirectory,
          "JAVA_HOME",
          System.getProperty("java.home"));
    }
  }
}
