/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.plugin.AccountTransactions.KEY;
import static org.zknode.plugin.AccountTransactions.RECIPIENT;
import static org.zknode.plugin.AccountTransactions.creation;
import static org.zknode.plugin.AccountTransactions.transfer;
import static org.zknode.plugin.DrivenBesu.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.testkit.NonCanonical;

/** The adapter on a real Besu; skipped by name where none is found. One chain, in this order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class RealBesuTest {
  /** What the kernel keeps of a connection over loopback at the most, both ends together. */
  private static final int LOOPBACK_BUFFER_MIB = 24;

  private Path dir;
  private DrivenBesu driven;
  private BesuProcess main;

  @BeforeAll
  void startBesu(@TempDir final Path temporary) throws IOException {
    dir = temporary;
    driven = DrivenBesu.in(dir);
    main = start("main").awaitRpc();
  }

  @AfterAll
  void stopBesu() {
    if (main != null) {
      main.close();
    }
  }

  private BesuProcess start(final String name) throws IOException {
    return driven.launch(
        dir.resolve(name),
        "--rpc-http-api=ETH,NET,ADMIN,DRIVER",
        "--metrics-enabled",
        "--metrics-port=0",
        "--metrics-category=ZKNODE");
  }

  @Test
  @Order(1)
  void blocksCarryExactlyTheGivenHeader() throws IOException {
    final JsonNode block =
        main.result(
            "driver_extend",
            10,
            ROOT,
            List.of(
                transfer(TransactionType.LEGACY, 0, 1),
                transfer(TransactionType.ACCESS_LIST, 1, 2),
                transfer(TransactionType.DYNAMIC_FEE, 2, 3),
                transfer(TransactionType.LEGACY, 7, 4),
                creation(3),
                "0x01",
                transfer(TransactionType.LEGACY, 0, 5)));

    assertThat(block.get("transactions")).hasSize(4);
    assertThat(texts(block.get("skipped")))
        .hasSize(3)
        .satisfiesExactly(
            tooHigh -> assertThat(tooHigh).startsWith("3 true"),
            undecodable -> assertThat(undecodable).startsWith("5 false"),
            tooLow -> assertThat(tooLow).startsWith("6 false"));
    final JsonNode header = main.result("eth_getBlockByNumber", "latest", false);
    assertThat(header.get("hash").asText()).isEqualTo(block.get("hash").asText());
    assertThat(header.get("parentBeaconBlockRoot").asText()).isEqualTo(ROOT);
    assertThat(header.get("miner").asText()).isEqualTo(DriverPlugin.COINBASE.toString());
    assertThat(header.get("gasLimit").asText()).isEqualTo("0x1c9c380");
    assertThat(header.get("timestamp").asText()).isEqualTo("0xa");
    assertThat(header.get("extraData").asText()).isEqualTo("0x");
    assertThat(header.get("mixHash").asText()).matches("0x0{64}");
    assertThat(header.get("nonce").asText()).isEqualTo("0x0000000000000000");
    assertThat(header.get("blobGasUsed").asText()).isEqualTo("0x0");
    assertThat(header.get("excessBlobGas").asText()).isEqualTo("0x0");
    assertThat(header.get("withdrawals")).isEmpty();
    // EIP-1559 from a parent that used nothing: 7/8 of the genesis base fee.
    assertThat(header.get("baseFeePerGas").asText()).isEqualTo("0x342770c0");
    assertThat(Long.decode(header.get("gasUsed").asText()))
        .isEqualTo(block.get("gasUsed").asLong());
  }

  @Test
  @Order(2)
  void l1InfoRootIsReadableByContracts() throws IOException {
    final String timestamp = "0x" + "0".repeat(63) + "a";
    final JsonNode root =
        main.result(
            "eth_call",
            java.util.Map.of("to", BesuGenesis.BEACON_ROOTS, "data", timestamp),
            "latest");
    assertThat(root.asText()).isEqualTo(ROOT);
  }

  @Test
  @Order(3)
  void receiptsAndAccountsAreThere() throws IOException {
    final JsonNode receipts = main.result("eth_getBlockReceipts", "0x1");
    assertThat(receipts).hasSize(4);
    assertThat(receipts.findValuesAsText("status")).containsOnly("0x1");
    assertThat(main.result("driver_account", RECIPIENT.toString()).get("balance").asText())
        .isEqualTo("6");
    assertThat(main.result("driver_account", KEY.address().toString()).get("nonce").asLong())
        .isEqualTo(4);
  }

  @Test
  @Order(3)
  void readsAreThoseOfBesusOwnRpc() throws IOException {
    final JsonNode header = main.result("eth_getBlockByNumber", "0x1", false);
    final JsonNode executed = main.result("driver_executed", 1);
    for (final String field : List.of("transactionsRoot", "receiptsRoot", "logsBloom", "hash")) {
      assertThat(executed.get(field).asText()).isEqualTo(header.get(field).asText());
    }
    assertThat(executed.get("size").asLong()).isEqualTo(Long.decode(header.get("size").asText()));
    final List<String> receipts = new ArrayList<>();
    main.result("eth_getBlockReceipts", "0x1")
        .forEach(
            receipt ->
                receipts.add(
                    "%s %d %d"
                        .formatted(
                            receipt.get("status").asText().equals("0x1"),
                            Long.decode(receipt.get("cumulativeGasUsed").asText()),
                            receipt.get("logs").size())));
    assertThat(texts(executed.get("receipts"))).isEqualTo(receipts);
    final String second = header.get("transactions").get(1).asText();
    assertThat(main.result("driver_find", second).asText()).isEqualTo("1/1");
    assertThat(main.result("driver_find", ROOT).asText()).isEqualTo("none");
  }

  @Test
  @Order(3)
  void callsAreCountedAndLeaveNoTrace() throws IOException {
    final JsonNode before = main.result("driver_head");
    // keccak256 of 136 bytes, then MUL, ADD: 10 instructions with the STOP at the end.
    final String code = "0x60885f20" + "50" + "6002600302" + "600101" + "00";
    assertThat(main.result("driver_call", "", code, 1).asText())
        .startsWith("Success[gasUsed=")
        .contains(
            "ExecutionCounters[keccakHashes=2, sha256Hashes=0, memoryAccesses=0, arithmetics=1,"
                + " binaries=1, steps=10]");
    assertThat(
            main.result("driver_call", "0x0000000000000000000000000000000000000002", "0x00", 0)
                .asText())
        .contains("sha256Hashes=1");
    // MSTORE8(0, 0xab), REVERT(0, 1)
    assertThat(main.result("driver_call", "", "0x60ab5f5360015ffd", 1).asText())
        .startsWith("Reverted[gasUsed=")
        .contains("data=0xab");
    assertThat(main.result("driver_head")).isEqualTo(before);
  }

  @Test
  @Order(4)
  void aWrongExpectedHashLeavesTheChain() throws IOException {
    final JsonNode before = main.result("driver_head");
    final JsonNode answer =
        main.call(
            "driver_extend",
            11,
            ROOT,
            List.of(transfer(TransactionType.LEGACY, 4, 1)),
            "0x" + "00".repeat(32));
    assertThat(answer.at("/error/message").asText()).startsWith("mismatch 0x");
    assertThat(answer.at("/error/code").asInt()).isEqualTo(-32000);
    assertThat(main.result("driver_head")).isEqualTo(before);

    final String computed = answer.at("/error/message").asText().substring("mismatch ".length());
    final JsonNode block =
        main.result(
            "driver_extend", 11, ROOT, List.of(transfer(TransactionType.LEGACY, 4, 1)), computed);
    assertThat(block.get("hash").asText()).isEqualTo(computed);
  }

  @Test
  @Order(5)
  void reExecutionGivesTheSameBlocksAndChangesNothing() throws IOException {
    for (int i = 0; i < 5; i++) {
      // Gaps between timestamps and several transactions of one sender in consecutive blocks.
      main.result(
          "driver_extend",
          20 + 7 * i,
          ROOT,
          List.of(
              transfer(TransactionType.DYNAMIC_FEE, 5 + 2 * i, 1),
              transfer(TransactionType.LEGACY, 6 + 2 * i, 1)));
    }
    final JsonNode head = main.result("driver_head");

    final JsonNode again = main.result("driver_reExecute", 1, head.get("number").asLong());

    assertThat(again).hasSize((int) head.get("number").asLong());
    for (final JsonNode block : again) {
      final String number = "0x" + Long.toHexString(block.get("number").asLong());
      assertThat(main.result("eth_getBlockByNumber", number, false).get("hash"))
          .isEqualTo(block.get("hash"));
    }
    assertThat(main.result("driver_head")).isEqualTo(head);
  }

  @Test
  @Order(6)
  void safeAndFinalizedArePublished() throws IOException {
    main.result("driver_tags", 5, 3);
    assertThat(numberOf("safe")).isEqualTo(5);
    assertThat(numberOf("finalized")).isEqualTo(3);
  }

  @Test
  @Order(7)
  void unwindsAndBuildsTheSameBlockAgain() throws IOException {
    final JsonNode head = main.result("driver_head");
    final long number = head.get("number").asLong();
    main.result("driver_unwind", 4);

    assertThat(main.result("driver_head").get("number").asLong()).isEqualTo(4);
    assertThat(numberOf("safe")).isEqualTo(4);
    assertThat(main.result("driver_account", KEY.address().toString()).get("nonce").asLong())
        .isEqualTo(9);

    for (long next = 5; next <= number; next++) {
      final int i = (int) next - 3;
      main.result(
          "driver_extend",
          20 + 7 * i,
          ROOT,
          List.of(
              transfer(TransactionType.DYNAMIC_FEE, 5 + 2 * i, 1),
              transfer(TransactionType.LEGACY, 6 + 2 * i, 1)));
    }
    assertThat(main.result("driver_head")).isEqualTo(head);
  }

  @Test
  @Order(8)
  void gatewayDecidesOnUsersTransactions() throws IOException {
    final JsonNode refused =
        main.call(
            "eth_sendRawTransaction",
            transfer(TransactionType.DYNAMIC_FEE, 15, DriverPlugin.REFUSED_VALUE));
    assertThat(refused.at("/error/message").asText()).isEqualTo(DriverPlugin.REFUSAL);
    assertThat(refused.at("/error/code").asInt()).isEqualTo(-32000);

    final String raw = transfer(TransactionType.DYNAMIC_FEE, 15, 1);
    final String hash = main.result("eth_sendRawTransaction", raw).asText();
    // Others are there too: Besu offers its pool the transactions of the blocks unwound before.
    assertThat(texts(main.result("driver_submitted"))).contains(hash);

    final Bytes next = Bytes.fromHexString(transfer(TransactionType.DYNAMIC_FEE, 16, 1));
    for (final Map.Entry<String, Bytes> bad :
        NonCanonical.of(SignedTransaction.decode(next)).entrySet()) {
      main.call("eth_sendRawTransaction", bad.getValue().toHexString());
      assertThat(texts(main.result("driver_submitted")))
          .as(bad.getKey())
          .doesNotContain(Keccak256.hash(bad.getValue()).toHexString());
    }
  }

  /** Besu's pool is off until the node is in sync; Besu would say so only after our gateway. */
  @Test
  @Order(8)
  void whatBesusPoolDoesNotTakeIsNeitherStoredNorSent() throws IOException {
    final String raw = transfer(TransactionType.DYNAMIC_FEE, 15, 2);
    final JsonNode before = main.result("driver_submitted");
    main.result("driver_enablePool", false);
    try {
      final JsonNode refused = main.call("eth_sendRawTransaction", raw);
      assertThat(refused.at("/error/message").asText())
          .contains("not in sync")
          .contains("nothing was stored or sent");
      assertThat(main.result("driver_submitted")).isEqualTo(before);
    } finally {
      main.result("driver_enablePool", true);
    }
    final String hash = main.result("eth_sendRawTransaction", raw).asText();
    assertThat(texts(main.result("driver_submitted"))).contains(hash);
  }

  @Test
  @Order(9)
  void twoBesusSpeakZksAndAgreeOnBlocks() throws IOException {
    try (BesuProcess other = start("other").awaitRpc()) {
      final String enode = main.result("admin_nodeInfo").get("enode").asText();
      other.result("admin_addPeer", enode);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(texts(other.result("driver_peers"))).containsExactly("zks/5 zks_2fa/1");
                assertThat(texts(main.result("driver_peers"))).containsExactly("zks/5 zks_2fa/1");
              });
      assertThat(other.log()).contains("zks/5", "zks_2fa/1").doesNotContain("snap/1");

      main.result("driver_send", "zks", 1, 5 << 20);
      main.result("driver_send", "zks_2fa", 4, 100);
      other.result("driver_send", "zks_2fa", 0, 7);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(texts(other.result("driver_received")))
                    .containsExactly("zks 1 " + (5 << 20), "zks_2fa 4 100");
                assertThat(texts(main.result("driver_received"))).containsExactly("zks_2fa 0 7");
              });
      aPausedReaderStopsTheSenderAndIsServedAgain(other);

      final long head = main.result("driver_head").get("number").asLong();
      for (long number = 1; number <= head; number++) {
        copyBlock(number, other);
      }
      assertThat(other.result("driver_head")).isEqualTo(main.result("driver_head"));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(texts(main.result("driver_peers"))).isEmpty());
  }

  private void aPausedReaderStopsTheSenderAndIsServedAgain(final BesuProcess reader)
      throws IOException {
    final long before = main.result("driver_heap").asLong();
    final int receivedBefore = reader.result("driver_receivedCount").asInt();
    reader.result("driver_pause", true);
    final AtomicInteger taken = new AtomicInteger();
    // Until the window, the kernel's buffers and what was under way are full.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .during(Duration.ofSeconds(2))
        .until(
            () -> {
              final int now = flood("zks", 1_000);
              taken.addAndGet(now);
              return now == 0;
            });
    assertThat(taken.get()).isBetween(16, 16 + LOOPBACK_BUFFER_MIB);
    assertThat(main.result("driver_heap").asLong() - before).isLessThan(64L << 20);
    assertThat(flood("zks_2fa", 1)).as("the verifiers' lane has a window of its own").isEqualTo(1);
    taken.incrementAndGet();
    assertThat(texts(reader.result("driver_peers"))).hasSize(1);

    reader.result("driver_pause", false);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(reader.result("driver_receivedCount").asInt())
                    .isEqualTo(receivedBefore + taken.get()));
    assertThat(flood("zks", 3)).isEqualTo(3);
  }

  private int flood(final String capability, final int count) throws IOException {
    return main.result("driver_flood", capability, 1, 1 << 20, count).asInt();
  }

  @Test
  @Order(10)
  void aWrongChainIdStopsBesuWithOneSentence() throws IOException {
    final String wrong =
        Files.readString(driven.genesis()).replace("\"chainId\":1001", "\"chainId\":1002");
    try (BesuProcess other =
        driven
            .withGenesis(Files.writeString(dir.resolve("wrong.json"), wrong))
            .launch(dir.resolve("wrong"), "--color-enabled=false")) {
      assertThat(other.awaitExit()).isNotZero();
      assertThat(other.log())
          .contains("the genesis file has chainId 1002, but --plugin-zknode-l2-chain-id is 1001");
    }
  }

  /** EIP-7966, by Besu's own calls: what these refuse and how they look is theirs. */
  @Test
  @Order(11)
  void sendingAndWaitingGivesBesusOwnReceipt() throws Exception {
    final JsonNode head = main.result("driver_head");
    final long nonce =
        main.result("driver_account", KEY.address().toString()).get("nonce").asLong();
    final String raw = transfer(TransactionType.DYNAMIC_FEE, nonce, 77);
    final String hash = Keccak256.hash(Bytes.fromHexString(raw)).toHexString();
    final CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return main.result("eth_sendRawTransactionSync", raw, 10_000);
              } catch (final IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Awaitility.await()
        .atMost(Duration.ofSeconds(9))
        .until(() -> texts(main.result("driver_submitted")).contains(hash));
    main.result("driver_extend", 1_000, ROOT, List.of(raw));
    final JsonNode receipt = answer.get(30, TimeUnit.SECONDS);
    assertThat(receipt.get("blockNumber").asText())
        .isEqualTo("0x" + Long.toHexString(head.get("number").asLong() + 1));
    assertThat(receipt).isEqualTo(main.result("eth_getTransactionReceipt", hash));

    final String next = transfer(TransactionType.DYNAMIC_FEE, nonce + 1, 78);
    final JsonNode late = main.call("eth_sendRawTransactionSync", next, 1).get("error");
    assertThat(late.get("code").asInt()).isEqualTo(4);
    assertThat(late.get("data").asText())
        .isEqualTo(Keccak256.hash(Bytes.fromHexString(next)).toHexString());
    final String gap = transfer(TransactionType.DYNAMIC_FEE, nonce + 3, 79);
    final JsonNode early = main.call("eth_sendRawTransactionSync", gap).get("error");
    assertThat(early.get("code").asInt()).isEqualTo(5);
    assertThat(early.get("data").asText())
        .isEqualTo(Keccak256.hash(Bytes.fromHexString(gap)).toHexString());
    for (final String refused :
        List.of(
            raw,
            transfer(TransactionType.DYNAMIC_FEE, nonce + 1, DriverPlugin.REFUSED_VALUE),
            next,
            "0x1234",
            "0x")) {
      assertThat(main.call("eth_sendRawTransactionSync", refused).get("error"))
          .as(refused)
          .isNotNull()
          .isEqualTo(main.call("eth_sendRawTransaction", refused).get("error"));
    }
  }

  private void copyBlock(final long number, final BesuProcess other) throws IOException {
    final JsonNode block =
        main.result("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    final List<String> raw = new ArrayList<>();
    main.result("driver_block", number).get("transactions").forEach(tx -> raw.add(tx.asText()));
    other.result(
        "driver_extend",
        Long.decode(block.get("timestamp").asText()),
        block.get("parentBeaconBlockRoot").asText(),
        raw,
        block.get("hash").asText());
  }

  private long numberOf(final String tag) throws IOException {
    return Long.decode(main.result("eth_getBlockByNumber", tag, false).get("number").asText());
  }

  private static List<String> texts(final JsonNode array) {
    final List<String> result = new ArrayList<>();
    array.forEach(element -> result.add(element.asText()));
    return result;
  }
}
