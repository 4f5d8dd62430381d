/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.ZkevmMethods;
import org.zknode.rollup.state.LocalExitRoots;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestStore;

/**
 * Blocks with receipts, transactions by L2 hash, estimates and tags, on a chain whose batch 1
 * (blocks 1, 2) is verified, batch 2 (block 3) virtual, batch 3 (block 4) closed, batch 4 open.
 */
class ZkevmBlockMethodsTest {
  private static final TestStore MAIN = TestStore.open();

  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(MAIN.emptied());
  private Map<String, RpcMethod> methods;
  private BigInteger baseFee;

  @AfterAll
  static void close() {
    MAIN.close();
  }

  @BeforeEach
  void chain() {
    final SyncNode node = new SyncNode(l1, main.engine, main.store, NodeKind.MAIN);
    node.run();
    main.block(1);
    main.block(2);
    final Bytes first = main.close();
    final Bytes32 root = main.engine.head().stateRoot();
    main.block(1);
    final Bytes second = main.close();
    l1.sequence(MainChain.COINBASE, first, second);
    l1.verify(1, root);
    main.block(0);
    main.close();
    main.block(0);
    node.run();
    methods =
        new ZkevmMethods(
                main.engine,
                main.store,
                new LocalExitRoots(main.engine, main.store),
                MainChain.CHAIN)
            .methods();
    baseFee = BaseFee.after(main.engine.head()).toUnsignedBigInteger();
  }

  private Object call(final String method, final Object... params) throws RpcException {
    return methods.get(method).call(Arrays.asList(params));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(final Object json) {
    return (Map<String, Object>) json;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(final Object json) {
    return (List<Object>) json;
  }

  private L2Block block(final long number) {
    return main.engine.block(number).orElseThrow();
  }

  @Test
  void aFullBlockHasItsReceiptsInsideItsTransactions() throws Exception {
    final Map<String, Object> json = object(call("zkevm_getFullBlockByNumber", "0x2", true));
    assertThat(json)
        .containsEntry("number", "0x2")
        .containsEntry("hash", block(2).hash().toHexString())
        .containsKeys(
            "parentHash",
            "sha3Uncles",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "logsBloom",
            "difficulty",
            "totalDifficulty",
            "size",
            "gasLimit",
            "gasUsed",
            "timestamp",
            "extraData",
            "mixHash",
            "nonce",
            "uncles");
    final Map<String, Object> second = object(list(json.get("transactions")).get(1));
    final String hash = Keccak256.hash(block(2).transactions().get(1)).toHexString();
    assertThat(second).containsEntry("hash", hash).containsEntry("l2Hash", hash);
    assertThat(object(second.get("receipt")))
        .containsEntry("transactionHash", hash)
        .containsEntry("transactionL2Hash", hash)
        .containsEntry("transactionIndex", "0x1")
        .containsEntry("blockNumber", "0x2")
        .containsEntry("status", "0x1")
        .containsEntry("gasUsed", "0x5208")
        .containsEntry("cumulativeGasUsed", "0xa410")
        .containsEntry("contractAddress", null)
        .containsKeys("logsBloom", "from", "to", "type", "effectiveGasPrice");
    assertThat(object(list(object(second.get("receipt")).get("logs")).getFirst()))
        .containsEntry("logIndex", "0x1")
        .containsEntry("transactionHash", hash)
        .containsEntry("removed", false);
  }

  @Test
  void aFullBlockByHashAndWithoutTransactions() throws Exception {
    final Map<String, Object> json =
        object(call("zkevm_getFullBlockByHash", block(2).hash().toHexString(), false));
    assertThat(list(json.get("transactions")))
        .containsExactlyElementsOf(
            block(2).transactions().stream().map(tx -> Keccak256.hash(tx).toHexString()).toList());
    assertThat(call("zkevm_getFullBlockByHash", Bytes32.ZERO.toHexString(), true)).isNull();
    assertThat(call("zkevm_getFullBlockByNumber", "0x63", true)).isNull();
    assertThat(object(call("zkevm_getFullBlockByNumber", "earliest", true)))
        .containsEntry("number", "0x0");
  }

  @Test
  void transactionsAndReceiptsByL2Hash() throws Exception {
    final String hash = Keccak256.hash(block(3).transactions().getFirst()).toHexString();
    assertThat(object(call("zkevm_getTransactionByL2Hash", hash)))
        .containsEntry("blockNumber", "0x3")
        .containsEntry("l2Hash", hash)
        .containsKey("receipt");
    assertThat(object(call("zkevm_getTransactionReceiptByL2Hash", hash)))
        .containsEntry("transactionHash", hash)
        .containsEntry("blockHash", block(3).hash().toHexString());
    assertThat(call("zkevm_getTransactionByL2Hash", Bytes32.ZERO.toHexString())).isNull();
    assertThat(call("zkevm_getTransactionReceiptByL2Hash", Bytes32.ZERO.toHexString())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "earliest,0x0",
    "latest,0x3",
    "safe,0x2",
    "virtual,0x2",
    "finalized,0x1",
    "verified,0x1",
    "0x3,0x3"
  })
  void batchesByTag(final String tag, final String number) throws Exception {
    assertThat(object(call("zkevm_getBatchByNumber", tag))).containsEntry("number", number);
  }

  @ParameterizedTest
  @CsvSource({
    "earliest,0x0",
    "latest,0x5",
    "pending,0x5",
    "safe,0x3",
    "virtual,0x3",
    "finalized,0x2",
    "verified,0x2"
  })
  void blocksByTag(final String tag, final String number) throws Exception {
    assertThat(object(call("zkevm_getFullBlockByNumber", tag))).containsEntry("number", number);
  }

  @Test
  void safeAndFinalizedOfTheEngineAreVirtualAndVerified() {
    assertThat(main.engine.safeNumber()).isEqualTo(3);
    assertThat(main.engine.finalizedNumber()).isEqualTo(2);
  }

  @Test
  void blocksByEip1898Objects() throws Exception {
    assertThat(call("zkevm_isBlockVirtualized", Map.of("blockNumber", "0x3"))).isEqualTo(true);
    assertThat(
            call("zkevm_batchNumberByBlockNumber", Map.of("blockHash", block(3).hash().toString())))
        .isEqualTo("0x2");
    assertRefused(
        -32602,
        "invalid argument 0: expected either blockNumber or blockHash",
        "zkevm_isBlockVirtualized",
        Map.of());
    assertRefused(
        -32000,
        "no canonical block has hash " + Bytes32.ZERO,
        "zkevm_isBlockVirtualized",
        Map.of("blockHash", Bytes32.ZERO.toHexString()));
  }

  @Test
  void pricesAreWhatTheNextBlockCharges() throws Exception {
    final BigInteger tip = BigInteger.valueOf(7);
    assertThat(call("zkevm_estimateGasPrice", Map.of())).isEqualTo(hex(baseFee));
    assertThat(
            call(
                "zkevm_estimateGasPrice",
                Map.of("maxFeePerGas", hex(baseFee.shiftLeft(1)), "maxPriorityFeePerGas", "0x7")))
        .isEqualTo(hex(baseFee.add(tip)));
    assertThat(
            call(
                "zkevm_estimateGasPrice",
                Map.of("maxFeePerGas", hex(baseFee), "maxPriorityFeePerGas", "0x7")))
        .isEqualTo(hex(baseFee));
    assertThat(call("zkevm_estimateGasPrice", Map.of("gasPrice", hex(baseFee.add(tip)))))
        .isEqualTo(hex(baseFee.add(tip)));
    assertThat(call("zkevm_estimateFee", Map.of("to", MainChain.BOB.toString())))
        .isEqualTo(hex(baseFee.multiply(BigInteger.valueOf(50_000))));
    assertRefused(
        -32000,
        "max fee per gas less than block base fee: maxFeePerGas: 1, baseFee: " + baseFee,
        "zkevm_estimateGasPrice",
        Map.of("gasPrice", "0x1"));
  }

  @Test
  void countersOfACallWithItsLimits() throws Exception {
    final Map<String, Object> json = object(call("zkevm_estimateCounters", Map.of(), "latest"));
    assertThat(object(json.get("countersUsed")))
        .containsOnlyKeys(
            "gasUsed",
            "usedKeccakHashes",
            "usedPoseidonHashes",
            "usedPoseidonPaddings",
            "usedMemAligns",
            "usedArithmetics",
            "usedBinaries",
            "usedSteps",
            "usedSHA256Hashes")
        .containsEntry("gasUsed", "0xc350")
        .containsEntry("usedKeccakHashes", "0x1")
        .containsEntry("usedSteps", "0x6");
    assertThat(object(json.get("countersLimit")))
        .containsOnlyKeys(
            "maxGasUsed",
            "maxKeccakHashes",
            "maxPoseidonHashes",
            "maxPoseidonPaddings",
            "maxMemAligns",
            "maxArithmetics",
            "maxBinaries",
            "maxSteps",
            "maxSHA256Hashes")
        .containsEntry("maxGasUsed", "0x1c9c380");
    assertThat(json).doesNotContainKey("revert");
  }

  @Test
  void aRevertIsToldWithItsReason() throws Exception {
    final String reason =
        "08c379a0"
            + Bytes32.leftPad(Bytes.of(32)).toUnprefixedHexString()
            + Bytes32.leftPad(Bytes.of(4)).toUnprefixedHexString()
            + Bytes32.rightPad(Bytes.wrap("nope".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toUnprefixedHexString();
    final Map<String, Object> call = Map.of("data", "0xfd" + reason);
    assertThat(object(object(call("zkevm_estimateCounters", call)).get("revert")))
        .containsEntry("message", "execution reverted: nope")
        .containsEntry("data", "0x" + reason);
    assertRefused(3, "execution reverted: nope", "zkevm_estimateFee", call);
    assertRefused(3, "execution reverted", "zkevm_estimateFee", Map.of("data", "0xfd08c379a0ffff"));
  }

  @Test
  void badTransactionObjectsAreRefused() {
    assertRefused(-32602, "missing value for required argument 0", "zkevm_estimateFee");
    assertRefused(-32602, "invalid argument 0: expected an object", "zkevm_estimateFee", "0x1");
    assertRefused(
        -32602, "invalid argument 0: to is not an address", "zkevm_estimateFee", Map.of("to", "x"));
    assertRefused(
        -32602,
        "invalid argument 0: data is not 0x hex",
        "zkevm_estimateFee",
        Map.of("data", "0x1"));
    assertRefused(
        -32602,
        "invalid argument 0: data has 100001 bytes, the limit is 100000",
        "zkevm_estimateFee",
        Map.of("data", "0x" + "00".repeat(100_001)));
    assertRefused(
        -32602,
        "invalid argument 0: both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified",
        "zkevm_estimateGasPrice",
        Map.of("gasPrice", "0x1", "maxFeePerGas", "0x1"));
    assertRefused(
        -32602,
        "invalid argument 0: number out of range",
        "zkevm_estimateGasPrice",
        Map.of("value", -1));
  }

  private static String hex(final BigInteger value) {
    return "0x" + value.toString(16);
  }

  private void assertRefused(
      final int code, final String text, final String method, final Object... params) {
    assertThatThrownBy(() -> call(method, params))
        .isInstanceOfSatisfying(
            RpcException.class,
            e -> {
              assertThat(e).hasMessage(text);
              assertThat(e.code()).isEqualTo(code);
            });
  }
}
