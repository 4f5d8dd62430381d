/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.node.RollupNodeFactory;

/** What an operator sees when the node cannot start: one sentence, exit code 1, nothing left. */
@Timeout(60)
class EmbeddedNodeTest {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000aa";

  @TempDir Path directory;
  private Path genesis;

  @BeforeEach
  void writeGenesis() throws IOException {
    genesis = EngineKit.genesis(directory);
  }

  @AfterEach
  void noAnvilIsLeft() {
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        ProcessHandle.current()
                            .descendants()
                            .filter(p -> p.info().command().orElse("").endsWith("anvil")))
                    .isEmpty());
  }

  private List<String> flags() {
    return new ArrayList<>(
        List.of(
            "--anvil=" + EngineKit.anvil(),
            "--genesis=" + genesis,
            "--data-dir=" + directory.resolve("data"),
            "--rpc-port=0",
            "--p2p-port=0",
            "--plugin-zknode-l1-urls=http://127.0.0.1:1",
            "--plugin-zknode-l1-chain-id=31337",
            "--plugin-zknode-rollup-manager-address=" + ADDRESS,
            "--plugin-zknode-rollup-address=" + ADDRESS,
            "--plugin-zknode-global-exit-root-manager-address=" + ADDRESS,
            "--plugin-zknode-l2-chain-id=1001",
            "--plugin-zknode-coinbase=" + ADDRESS,
            "--plugin-zknode-state-db-url=jdbc:postgresql://127.0.0.1:1/state",
            "--plugin-synchronizer-enabled=true"));
  }

  private List<String> with(final String... replacements) {
    final List<String> flags = flags();
    for (final String replacement : replacements) {
      final String name = replacement.substring(0, replacement.indexOf('=') + 1);
      flags.removeIf(flag -> flag.startsWith(name));
      flags.add(replacement);
    }
    return flags;
  }

  private static String failure(final List<String> flags) {
    final StringWriter text = new StringWriter();
    final int code =
        EmbeddedNode.run(
            RollupNodeFactory::create, new PrintWriter(text, true), flags.toArray(String[]::new));
    assertThat(code).as(text.toString()).isEqualTo(1);
    assertThat(text.toString().lines()).hasSize(1);
    return text.toString();
  }

  @Test
  void whatIsMissingOrBadIsNamed() throws IOException {
    assertThat(failure(List.of())).contains("--anvil");
    assertThat(failure(with("--no-such-flag=1"))).contains("--no-such-flag");
    assertThat(failure(with("--anvil=/no/anvil"))).contains("/no/anvil");
    assertThat(failure(with("--genesis=/no/genesis.json"))).contains("/no/genesis.json");
    assertThat(failure(with("--bootnodes=enode://12@host:1"))).contains("enode://12@host:1");
    assertThat(failure(with("--node-key-file=/no/key"))).contains("/no/key");
    assertThat(failure(with("--plugin-zknode-l2-chain-id=7"))).contains("1001").contains("7");
    assertThat(failure(flags().subList(0, 5))).contains("--plugin-zknode-");
    final Path notAnvil = Files.writeString(directory.resolve("false"), "#!/bin/sh\nexit 3\n");
    assertThat(notAnvil.toFile().setExecutable(true)).isTrue();
    assertThat(failure(with("--anvil=" + notAnvil))).contains("does not start");
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      final int port = taken.getLocalPort();
      assertThat(failure(with("--rpc-port=" + port))).contains("JSON-RPC").contains(":" + port);
      assertThat(failure(with("--p2p-port=" + port))).contains("devp2p").contains(":" + port);
    }
  }
}
