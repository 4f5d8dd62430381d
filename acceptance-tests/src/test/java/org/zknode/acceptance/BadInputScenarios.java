/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** What an operator and a user get when they give the node something wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedDevnets.Extension.class)
@Tag("alone")
abstract class BadInputScenarios {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of a node that starts, beside others, and sees what is wrong. */
  private static final Duration END = Duration.ofSeconds(120);

  /** An operator must be able to read it in one go. */
  private static final int SENTENCE_LENGTH = 400;

  private static final BigInteger PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;
  private static final String NOBODY = "0x00000000000000000000000000000000000000aa";

  private final Engine engine;
  private Devnet devnet;

  BadInputScenarios(final Engine engine) {
    this.engine = engine;
  }

  @BeforeAll
  void findDevnet(final SharedDevnets devnets) {
    devnet = devnets.of(engine);
  }

  /** After all that was sent, every node of the devnet still gets new blocks. */
  @AfterAll
  void theNodesBuildOn() {
    if (devnet == null) {
      return;
    }
    for (final JsonRpc node : nodes()) {
      final long before = node.tryQuantity("eth_blockNumber").orElseThrow();
      await().atMost(PATIENCE).until(() -> node.tryQuantity("eth_blockNumber").orElse(0L) > before);
    }
  }

  /** A node that has only just started may still be DEGRADED, by what it is catching up with. */
  @AfterEach
  void theNodesRun() {
    for (final JsonRpc node : nodes()) {
      await().atMost(PATIENCE).untilAsserted(() -> Facts.assertRunning(node));
    }
  }

  /**
   * One wrong flag of an otherwise right command line.
   *
   * @param parts of the sentence that the node must end with
   */
  private record Mistake(String name, String flag, String value, List<String> parts) {
    @Override
    public String toString() {
      return name;
    }
  }

  Stream<Mistake> mistakes() throws IOException {
    final int closed = closedPort();
    return Stream.of(
        new Mistake(
            "another L1 chain id",
            "--plugin-zknode-l1-chain-id",
            "1",
            List.of("is not of L1", "chain 31337", "expected 1")),
        noCode("rollup manager", "--plugin-zknode-rollup-manager-address"),
        noCode("rollup", "--plugin-zknode-rollup-address"),
        noCode("global exit root manager", "--plugin-zknode-global-exit-root-manager-address"),
        new Mistake(
            "L1 not reachable",
            "--plugin-zknode-l1-urls",
            "http://127.0.0.1:" + closed,
            List.of("L1 gave no answer", "127.0.0.1:" + closed)),
        new Mistake(
            "database not reachable",
            "--plugin-zknode-state-db-url",
            "jdbc:postgresql://127.0.0.1:%d/state".formatted(closed),
            List.of("state DB", "127.0.0.1:" + closed)),
        new Mistake(
            "unknown flag", "--plugin-zknode-no-such-flag", "7", List.of("no-such-flag", "7")),
        new Mistake(
            "not a number",
            "--plugin-zknode-l1-chain-id",
            "mainnet",
            List.of("--plugin-zknode-l1-chain-id", "mainnet")),
        new Mistake(
            "another L2 chain id",
            "--plugin-zknode-l2-chain-id",
            "1002",
            List.of("genesis file", "1001", "1002")));
  }

  private static Mistake noCode(final String contract, final String flag) {
    return new Mistake(
        "no code at the " + contract, flag, NOBODY, List.of(contract + " address", NOBODY));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** Some at a time: the start of a node keeps one processor busy; they have nothing in common. */
  @ParameterizedTest
  @MethodSource("mistakes")
  @Execution(ExecutionMode.CONCURRENT)
  void aNodeThatCannotWorkEndsWithOneSentence(final Mistake mistake) throws IOException {
    final NodeProcess node =
        devnet.probeNode(Optional.empty(), Map.of(mistake.flag(), mistake.value()));
    node.start();
    try {
      await().atMost(END).until(() -> !node.isAlive());
      assertThat(node.process().exitCode()).isNotZero();
      final List<String> log = Files.readAllLines(node.process().log());
      assertThat(log)
          .as("%s in %s", mistake.parts(), String.join("\n", log))
          .anyMatch(line -> isSentence(line) && mistake.parts().stream().allMatch(line::contains));
    } finally {
      node.close();
    }
  }

  private static boolean isSentence(final String line) {
    return line.length() <= SENTENCE_LENGTH
        && !line.startsWith("\tat ")
        && !line.startsWith("Caused by:");
  }

  @Test
  void anInvalidTransactionIsRefusedWithTheTextThatClientsKnow() throws Exception {
    final PrivateKey user = Devnet.user(2);
    long nonce = 0;
    for (final JsonRpc node : nodes()) {
      nonce =
          node.tryQuantity("eth_getTransactionCount", user.address().toString(), "latest")
              .orElseThrow();
      final SignedTransaction first = transfer(user, 1001, nonce, TRANSFER_GAS);
      node.call("eth_sendRawTransaction", first.raw().toHexString());
      for (final JsonRpc each : nodes()) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    each.tryCall("eth_getTransactionReceipt", first.hash().toHexString())
                        .isPresent());
      }

      // Its nonce leaves a gap, so that it stays in the pool.
      final SignedTransaction later = transfer(user, 1001, nonce + 2, TRANSFER_GAS);
      sendOnce(node, later);
      assertRefused(node, later, "already known");
      assertRefused(node, transfer(user, 1001, nonce, TRANSFER_GAS + 1), "nonce too low");
      assertRefused(node, transfer(user, 999, nonce + 1, TRANSFER_GAS), "invalid chain id");
      assertRefused(
          node, transfer(user, 1001, nonce + 1, TRANSFER_GAS - 1), "intrinsic gas too low");
      assertRefused(
          node,
          transfer(PrivateKey.fromHex("0x" + "5a".repeat(32)), 1001, 0, TRANSFER_GAS),
          "insufficient funds for gas * price + value");
      // Fills the gap, so that the next node starts clean.
      node.call(
          "eth_sendRawTransaction",
          transfer(user, 1001, nonce + 1, TRANSFER_GAS).raw().toHexString());
      for (final JsonRpc each : nodes()) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    each.tryCall("eth_getTransactionReceipt", later.hash().toHexString())
                        .isPresent());
      }
    }
  }

  private static void sendOnce(final JsonRpc node, final SignedTransaction transaction)
      throws Exception {
    assertThat(node.call("eth_sendRawTransaction", transaction.raw().toHexString()).asText())
        .isEqualTo(transaction.hash().toHexString());
  }

  private void assertRefused(
      final JsonRpc node, final SignedTransaction transaction, final String text) {
    assertRefused(node, transaction.raw().toHexString(), text);
  }

  private void assertRefused(final JsonRpc node, final String raw, final String text) {
    final JsonRpc.RpcError error =
        catchThrowableOfType(
            JsonRpc.RpcError.class, () -> node.call("eth_sendRawTransaction", raw));
    assertThat(error).as("%s from %s", text, node.url()).isNotNull();
    if (engine == Engine.EMBEDDED) {
      assertThat(error).hasMessage(text);
      assertThat(error.code()).isEqualTo(-32000);
    } else {
      // Besu's own validation comes first and has its own texts and codes.
      assertThat(error.getMessage()).as(text).isNotBlank();
      assertThat(error.code()).as(text).isBetween(-32999, -32000);
    }
  }

  @Test
  void garbageInsteadOfATransactionIsRefused() {
    for (final JsonRpc node : nodes()) {
      for (final String raw : List.of("0x", "0x02c0", "0xzz", "0x" + "ff".repeat(300_000))) {
        final JsonRpc.RpcError error =
            catchThrowableOfType(
                JsonRpc.RpcError.class, () -> node.call("eth_sendRawTransaction", raw));
        assertThat(error.getMessage()).isNotBlank();
        assertThat(error.code()).isBetween(-32999, -32000);
      }
    }
  }

  private record BadCall(String method, List<Object> params) {}

  Stream<BadCall> badCalls() {
    return Stream.of(
        new BadCall("zkevm_batchNumber", List.of("0x1")),
        new BadCall("zkevm_getBatchByNumber", List.of()),
        new BadCall("zkevm_getBatchByNumber", List.of("0xnot-a-number")),
        new BadCall("zkevm_getBatchByNumber", List.of("no-such-tag")),
        new BadCall("zkevm_getBatchByNumber", List.of("0x1", "perhaps")),
        new BadCall("zkevm_getBatchByNumber", List.of("0x1", true, 1)),
        new BadCall("zkevm_getBatchWitness", List.of()),
        new BadCall("zkevm_getBatchWitness", List.of("0xnot-a-number")),
        new BadCall("zknode_getProverInput", List.of()),
        new BadCall("zknode_getProverInput", List.of("0xnot-a-number")),
        new BadCall("zknode_executionWitness", List.of()),
        new BadCall("zknode_executionWitness", List.of("0x2", "0x1")),
        new BadCall("zknode_executionWitness", List.of(List.of())),
        new BadCall("zkevm_isBlockVirtualized", List.of(Map.of("a", 1))),
        new BadCall("zkevm_isBlockConsolidated", List.of("0x" + "f".repeat(17))),
        new BadCall("zkevm_batchNumberByBlockNumber", List.of("-0x1")),
        new BadCall("zkevm_getExitRootsByGER", List.of("0x12")),
        new BadCall("zkevm_getNativeBlockHashesInRange", List.of("0x1")),
        new BadCall("zkevm_getNativeBlockHashesInRange", List.of(Map.of("fromBlock", true))),
        new BadCall("zknode_getBatchSignatures", List.of(List.of())));
  }

  @ParameterizedTest
  @MethodSource("badCalls")
  void wrongParametersOfOurMethodsAreInvalidParams(final BadCall bad) {
    for (final JsonRpc node : nodes()) {
      final JsonRpc.RpcError error =
          catchThrowableOfType(
              JsonRpc.RpcError.class, () -> node.call(bad.method(), bad.params().toArray()));
      assertThat(error).as("%s", bad).isNotNull();
      assertThat(error.code()).as(error.getMessage()).isEqualTo(-32602);
      assertThat(error.getMessage()).isNotBlank();
    }
  }

  private List<JsonRpc> nodes() {
    return List.of(devnet.mainNode().rpc(), devnet.externalNodes().getFirst().rpc());
  }

  private static SignedTransaction transfer(
      final PrivateKey from, final long chainId, final long nonce, final long gas) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.LEGACY,
            chainId,
            nonce,
            PRICE,
            PRICE,
            gas,
            Optional.of(Address.fromHex(NOBODY)),
            BigInteger.ONE,
            Bytes.EMPTY),
        from);
  }
}
