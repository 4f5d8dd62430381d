/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;

/** What a rollup does for its users, with restarts and forced batches in between. */
abstract class RollupScenarios extends BridgeScenarios {
  private static final BigInteger FORCED_GAS_PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;

  RollupScenarios(final Engine engine) {
    super(engine);
  }

  @Test
  @Order(1)
  void transactionsOfAllTypesSentToEitherNodeBecomeVerifiedOnBoth() {
    final Traffic traffic = traffic(0, nodes());
    traffic.round();
    traffic.round();

    awaitEverywhere(traffic);
    final long block = blockOf(traffic);
    eventually()
        .untilAsserted(
            () -> {
              assertThat(Facts.tag(main(), "finalized")).isGreaterThanOrEqualTo(block);
              assertThat(Facts.tag(external(), "finalized")).isGreaterThanOrEqualTo(block);
            });
    assertThat(Facts.tag(main(), "safe")).isGreaterThanOrEqualTo(Facts.tag(main(), "finalized"));
    assertThat(main().tryCall("zkevm_isBlockConsolidated", hex(block)).orElseThrow().asBoolean())
        .isTrue();
    assertThat(main().tryCall("zkevm_isBlockVirtualized", hex(block)).orElseThrow().asBoolean())
        .isTrue();
  }

  /** Our blocks, transactions and receipts next to the engine's own, field by field. */
  @Test
  @Order(2)
  void fullBlocksAgreeWithTheEnginesOwnAnswers() throws Exception {
    final Traffic traffic = traffic(2, List.of(main()));
    traffic.round();
    awaitEverywhere(traffic);
    for (final JsonRpc node : nodes()) {
      for (final Bytes32 sent : traffic.acknowledged()) {
        final String hash = sent.toHexString();
        final JsonNode receipt = node.call("eth_getTransactionReceipt", hash);
        final JsonNode ours = node.call("zkevm_getTransactionReceiptByL2Hash", hash);
        assertSameFields(
            receipt, ours, "revertReason", "blobGasUsed", "blobGasPrice", "blockTimestamp");
        assertSameFields(
            node.call("eth_getTransactionByHash", hash),
            node.call("zkevm_getTransactionByL2Hash", hash),
            "maxFeePerBlobGas",
            "blobVersionedHashes",
            "publicKey",
            "raw",
            "blockTimestamp");
        final String number = receipt.path("blockNumber").asText();
        final JsonNode full = node.call("zkevm_getFullBlockByNumber", number, true);
        assertSameFields(
            node.call("eth_getBlockByNumber", number, false),
            node.call("zkevm_getFullBlockByHash", full.path("hash").asText(), false),
            "withdrawals",
            "withdrawalsRoot",
            "blobGasUsed",
            "excessBlobGas",
            "parentBeaconBlockRoot",
            "requestsHash");
        assertThat(full.path("transactions").findValuesAsText("l2Hash")).contains(hash);
      }
      assertThat(
              node.call("zkevm_estimateFee", Map.of("to", Devnet.user(1).address().toString()))
                  .asText())
          .startsWith("0x");
    }
  }

  /** Every field of the engine's answer is in ours with the same value, but for those named. */
  private static void assertSameFields(
      final JsonNode engines, final JsonNode ours, final String... leftOut) {
    engines
        .properties()
        .forEach(
            field -> {
              if (!List.of(leftOut).contains(field.getKey())) {
                assertThat(ours.get(field.getKey()))
                    .as(field.getKey() + " of " + ours)
                    .isEqualTo(field.getValue());
              }
            });
  }

  @Test
  @Order(2)
  void anInvalidRawTransactionIsRefusedWithAClearError() {
    for (final JsonRpc node : nodes()) {
      final JsonRpc.RpcError error =
          catchThrowableOfType(
              JsonRpc.RpcError.class, () -> node.call("eth_sendRawTransaction", "0x02c0"));
      assertThat(error.getMessage()).isNotBlank();
      assertThat(error.code()).isBetween(-32999, -32000);
      assertThat(node.tryQuantity("eth_blockNumber")).isPresent();
    }
  }

  @Test
  @Order(2)
  void aNodeTellsWhichReleaseItIs() {
    for (final JsonRpc node : nodes()) {
      assertThat(node.tryCall("zknode_status").orElseThrow().path("version").asText())
          .matches("\\d+\\.\\d+\\.\\d+.*");
    }
  }

  @Test
  @Order(3)
  void theMainNodeKilledThreeTimesLosesNothing(@TempDir final Path temp) throws Exception {
    final Traffic traffic = traffic(1, List.of(main()));
    final BridgePerson person = new BridgePerson(devnet(), Devnet.user(0), temp);
    final Address receiver = Address.fromHex("0x00000000000000000000000000000000000b21e0");
    for (int i = 0; i < 3; i++) {
      traffic.round();
      // Its bridge sees the first one, or not; the second one it has to find afterwards.
      person.onL1().sent(person.deposit(receiver, BigInteger.ONE));
      devnet().mainNode().killHard();
      person.deposits(receiver, BigInteger.TEN);
      devnet().mainNode().start();
      devnet().mainNode().awaitReady();
    }
    traffic.round();
    eventually().until(() -> Facts.balance(main(), receiver).equals("33"));
    final BridgeAudit bridges = new BridgeAudit(devnet());
    bridges.everythingIsIndexedOnce();

    awaitEverywhere(traffic);
    final long virtual = main().tryQuantity("zkevm_virtualBatchNumber").orElse(0L);
    eventually().until(() -> main().tryQuantity("zkevm_verifiedBatchNumber").orElse(0L) > virtual);
    bridges.theSumsAgree();
    eventually().untilAsserted(() -> Facts.assertRunning(main()));
  }

  @Test
  @Order(4)
  void aBatchForcedOnL1AppearsOnBothNodesAndIsVerified() {
    final PrivateKey user = Devnet.user(2);
    final long nonce =
        main()
            .tryQuantity("eth_getTransactionCount", user.address().toString(), "latest")
            .orElseThrow();
    final SignedTransaction transfer =
        TransactionSigner.sign(
            new TransactionSigner.Unsigned(
                TransactionType.LEGACY,
                Devnet.L2_CHAIN_ID,
                nonce,
                FORCED_GAS_PRICE,
                FORCED_GAS_PRICE,
                TRANSFER_GAS,
                Optional.of(Devnet.user(0).address()),
                BigInteger.ONE,
                Bytes.EMPTY),
            user);
    devnet().l1().forceBatch(user, BatchCodec.encodeForced(List.of(transfer.raw())));

    for (final JsonRpc node : nodes()) {
      eventually()
          .untilAsserted(
              () ->
                  assertThat(receipt(node, transfer.hash()).path("status").asText())
                      .isEqualTo("0x1"));
    }
    final String block = receipt(main(), transfer.hash()).path("blockNumber").asText();
    assertThat(receipt(external(), transfer.hash()).path("blockHash"))
        .isEqualTo(receipt(main(), transfer.hash()).path("blockHash"));
    final long batch = main().tryQuantity("zkevm_batchNumberByBlockNumber", block).orElseThrow();
    final JsonNode found =
        main().tryCall("zkevm_getBatchByNumber", hex(batch), false).orElseThrow();
    assertThat(found.path("forcedBatchNumber").asText()).isEqualTo("0x1");
    assertThat(found.path("blocks")).hasSize(1);
    eventually().until(() -> devnet().l1().lastVerifiedBatch() >= batch);
    eventually().untilAsserted(() -> Facts.assertRunning(main()));
  }

  private static JsonNode receipt(final JsonRpc node, final Bytes32 hash) {
    return node.tryCall("eth_getTransactionReceipt", hash.toHexString())
        .orElse(MissingNode.getInstance());
  }

  private long blockOf(final Traffic traffic) {
    return Long.decode(
        main()
            .tryCall("eth_getTransactionReceipt", traffic.acknowledged().getLast().toHexString())
            .orElseThrow()
            .path("blockNumber")
            .asText());
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }
}
