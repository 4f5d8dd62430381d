/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.ZkevmMethods;
import org.zknode.rollup.rpc.ZknodeMethods;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.state.postgres.PgStateStore;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestStore;

/** The RPC over a chain with one verified, one virtual and one trusted batch and an open block. */
class RpcMethodsTest {
  private static final TestStore MAIN = TestStore.open();
  private static final Bytes32 MAINNET = Bytes32.repeat((byte) 1);
  private static final Bytes32 ROLLUP = Bytes32.repeat((byte) 2);

  private final FakeL1 l1 = new FakeL1();
  private final MainChain main = new MainChain(MAIN.emptied());
  private final RecordingStatus status = new RecordingStatus();
  private final Map<String, RpcMethod> methods = new HashMap<>();
  private Bytes firstBatch;

  @AfterAll
  static void close() {
    MAIN.close();
  }

  @BeforeEach
  void chain() {
    final SyncNode node = new SyncNode(l1, main.engine, main.store, NodeKind.MAIN);
    l1.updateExitRoot(MAINNET, ROLLUP);
    node.run();
    main.block(1);
    main.block(1, 1);
    firstBatch = main.close();
    final Bytes32 root = main.engine.head().stateRoot();
    main.block(1);
    final Bytes second = main.close();
    l1.sequence(MainChain.COINBASE, firstBatch, second);
    l1.verify(1, root);
    main.block(0);
    main.close();
    main.block(0);
    node.run();
    methods.putAll(
        new ZkevmMethods(main.engine, main.store, RpcMethodsTest::exitRootAfter, MainChain.CHAIN)
            .methods());
    methods.putAll(
        new ZknodeMethods(
                main.engine,
                main.store,
                status,
                new ZknodeMethods.Identity(
                    "1.0", List.of("sequencer"), Optional.empty(), OptionalInt.of(64)),
                () -> List.of(Map.of("id", "peer-1")),
                () -> List.of(Map.of("endpoint", "127.0.0.1:8545")))
            .methods());
  }

  /** Another one after each block. */
  private static Bytes32 exitRootAfter(final long block) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(0xe00 + block));
  }

  private Object call(final String method, final Object... params) throws RpcException {
    return methods.get(method).call(Arrays.asList(params));
  }

  @Test
  void numbersOfBlocksAndBatches() throws Exception {
    assertThat(call("zkevm_batchNumber")).isEqualTo("0x3");
    assertThat(call("zkevm_virtualBatchNumber")).isEqualTo("0x2");
    assertThat(call("zkevm_verifiedBatchNumber")).isEqualTo("0x1");
    assertThat(call("zkevm_consolidatedBlockNumber")).isEqualTo("0x2");
    assertThat(call("zkevm_forkId")).isEqualTo("0x8");
    assertThat(call("zkevm_batchNumberByBlockNumber", "0x3")).isEqualTo("0x2");
    assertThat(call("zkevm_batchNumberByBlockNumber", "safe")).isEqualTo("0x2");
    assertThat(call("zkevm_batchNumberByBlockNumber", "0x63")).isNull();
    assertThat(call("zkevm_isBlockVirtualized", "0x3")).isEqualTo(true);
    assertThat(call("zkevm_isBlockVirtualized", "0x4")).isEqualTo(false);
    assertThat(call("zkevm_isBlockConsolidated", 2)).isEqualTo(true);
    assertThat(call("zkevm_isBlockConsolidated", "0x3")).isEqualTo(false);
  }

  @Test
  @SuppressWarnings("unchecked")
  void aBatchWithAllItsFields() throws Exception {
    final Map<String, Object> batch =
        (Map<String, Object>) call("zkevm_getBatchByNumber", "0x1", false);
    final Bytes32 exitRoot = L1InfoTree.globalExitRoot(MAINNET, ROLLUP);
    assertThat(batch)
        .containsEntry("number", "0x1")
        .containsEntry("closed", true)
        .containsEntry("coinbase", MainChain.COINBASE.toString())
        .containsEntry("batchL2Data", firstBatch.toHexString())
        .containsEntry("stateRoot", main.engine.block(2).orElseThrow().stateRoot().toHexString())
        .containsEntry("globalExitRoot", exitRoot.toHexString())
        .containsEntry("mainnetExitRoot", MAINNET.toHexString())
        .containsEntry("rollupExitRoot", ROLLUP.toHexString())
        .containsEntry("localExitRoot", exitRootAfter(2).toHexString())
        .containsEntry(
            "blocks",
            List.of(
                main.engine.block(1).orElseThrow().hash().toHexString(),
                main.engine.block(2).orElseThrow().hash().toHexString()));
    assertThat((List<Object>) batch.get("transactions")).hasSize(2);
    assertThat((String) batch.get("sendSequencesTxHash")).hasSize(66);
    assertThat((String) batch.get("verifyBatchTxHash")).hasSize(66);
    // The contract has the hash of the sequence's last batch only, which is batch 2.
    final Map<String, Object> second = (Map<String, Object>) call("zkevm_getBatchByNumber", "0x2");
    assertThat(second)
        .containsEntry("accInputHash", l1.sequencedAccInputHash(2).toHexString())
        .containsEntry("verifyBatchTxHash", null)
        .containsEntry("localExitRoot", exitRootAfter(3).toHexString())
        .containsEntry("globalExitRoot", Bytes32.ZERO.toHexString());
  }

  /** An indexer ends at an answer that is null, or of another type; so at the newest batch, too. */
  @Test
  void everyBatchUpToTheLastHasWhatIndexersDecode() throws Exception {
    final L2Block head = main.engine.head();
    main.store.update(
        tx ->
            tx.batches()
                .insert(
                    new Batch(
                        4,
                        head.number() + 1,
                        head.number(),
                        Bytes.EMPTY,
                        head.stateRoot(),
                        false,
                        false,
                        Optional.empty())));
    final long last = Long.decode((String) call("zkevm_batchNumber"));
    assertThat(last).isEqualTo(4);
    for (long number = 0; number <= last; number++) {
      final Object answer = call("zkevm_getBatchByNumber", "0x" + Long.toHexString(number), false);
      assertThat(answer).as("batch %d", number).isInstanceOf(Map.class);
      final Map<?, ?> batch = (Map<?, ?>) answer;
      assertThat(batch.get("number")).isEqualTo("0x" + Long.toHexString(number));
      assertThat(batch.get("timestamp")).asString().matches("0x(0|[1-9a-f][0-9a-f]*)");
      assertThat(batch.get("closed")).isEqualTo(number < 4);
      for (final String hash :
          List.of("stateRoot", "globalExitRoot", "accInputHash", "localExitRoot")) {
        assertThat(batch.get(hash)).as(hash).asString().matches("0x[0-9a-f]{64}");
      }
      for (final String hash : List.of("sendSequencesTxHash", "verifyBatchTxHash")) {
        if (batch.get(hash) != null) {
          assertThat(batch.get(hash)).as(hash).asString().matches("0x[0-9a-f]{64}");
        }
      }
      for (final String list : List.of("blocks", "transactions")) {
        assertThat((List<?>) batch.get(list))
            .as(list)
            .allSatisfy(hash -> assertThat(hash).asString().matches("0x[0-9a-f]{64}"));
      }
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void aBatchWithWholeTransactionsByTag() throws Exception {
    final Map<String, Object> batch =
        (Map<String, Object>) call("zkevm_getBatchByNumber", "finalized", true);
    final Map<String, Object> transaction =
        ((List<Map<String, Object>>) batch.get("transactions")).getFirst();
    assertThat(transaction)
        .containsEntry("nonce", "0x0")
        .containsEntry("type", "0x2")
        .containsEntry("to", MainChain.BOB.toString())
        .containsEntry("blockNumber", "0x1");
    assertThat(((List<Map<String, Object>>) batch.get("blocks")).getLast())
        .containsEntry("number", "0x2");
    assertThat((Map<String, Object>) call("zkevm_getBatchByNumber", "earliest"))
        .containsEntry("number", "0x0");
    assertThat((Map<String, Object>) call("zkevm_getBatchByNumber", "latest"))
        .containsEntry("number", "0x3");
    assertThat(call("zkevm_getBatchByNumber", "0x9")).isNull();
  }

  @Test
  @SuppressWarnings("unchecked")
  void exitRootsAndStateRoots() throws Exception {
    final Bytes32 exitRoot = L1InfoTree.globalExitRoot(MAINNET, ROLLUP);
    assertThat(call("zkevm_getLatestGlobalExitRoot")).isEqualTo(exitRoot.toHexString());
    assertThat((Map<String, Object>) call("zkevm_getExitRootsByGER", exitRoot.toHexString()))
        .containsEntry("blockNumber", "0x1")
        .containsEntry(
            "timestamp", "0x" + Long.toHexString(FakeL1.GENESIS_TIMESTAMP + FakeL1.BLOCK_SECONDS))
        .containsEntry("mainnetExitRoot", MAINNET.toHexString())
        .containsEntry("rollupExitRoot", ROLLUP.toHexString());
    assertThat(call("zkevm_getExitRootsByGER", MAINNET.toHexString())).isNull();
    assertThat(
            (List<Object>)
                call(
                    "zkevm_getNativeBlockHashesInRange",
                    Map.of("fromBlock", "0x1", "toBlock", "0x2")))
        .containsExactly(
            main.engine.block(1).orElseThrow().stateRoot().toHexString(),
            main.engine.block(2).orElseThrow().stateRoot().toHexString());
  }

  @Test
  void wrongParametersAreTold() {
    assertRefused("missing value for required argument 0", "zkevm_getBatchByNumber");
    assertRefused("missing value for required argument 0", "zkevm_getBatchByNumber", (Object) null);
    assertRefused("too many arguments, want at most 0", "zkevm_batchNumber", "0x1");
    assertRefused("too many arguments, want at most 2", "zkevm_getBatchByNumber", 1, true, 3);
    assertRefused("invalid argument 0: unknown tag newest", "zkevm_getBatchByNumber", "newest");
    assertRefused(
        "native block hashes are limited to a 60000 block range",
        "zkevm_getNativeBlockHashesInRange",
        Map.of("fromBlock", "0x0", "toBlock", "0xea61"));
    assertRefused(
        "invalid block range",
        "zkevm_getNativeBlockHashesInRange",
        Map.of("fromBlock", "0x2", "toBlock", "0x1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0x", "0xzz", "0x-1", "0x8000000000000000", "0x10000000000000000000000000"})
  void numbersThatAreNoneAreRefused(final String number) {
    assertThatThrownBy(() -> call("zkevm_isBlockVirtualized", number))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(RpcException.INVALID_PARAMS));
  }

  private void assertRefused(final String text, final String method, final Object... params) {
    assertThatThrownBy(() -> call(method, params))
        .isInstanceOfSatisfying(
            RpcException.class,
            e -> {
              assertThat(e.code()).isEqualTo(-32602);
              assertThat(e).hasMessage(text);
            });
  }

  @Test
  void anEngineThatIsGoneIsAPlainError() {
    main.engine.failWith("process gone");
    assertThatThrownBy(() -> call("zkevm_getBatchByNumber", "0x1", false))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(RpcException.DEFAULT))
        .hasMessage("process gone");
  }

  @Test
  @SuppressWarnings("unchecked")
  void theStatusIsToldWithoutEngineAndDatabase() throws Exception {
    final TestDatabases.TestDatabase database = TestDatabases.fresh();
    try (PgStateStore store = PgStateStore.open(database.config(), getClass().getClassLoader())) {
      final RpcMethod statusMethod =
          new ZknodeMethods(
                  main.engine,
                  store,
                  status,
                  new ZknodeMethods.Identity("1.0", List.of("sequencer")),
                  List::of,
                  List::of)
              .methods()
              .get("zknode_status");
      database.denyConnections();
      main.engine.failWith("process gone");
      status.degraded("database", "the state DB cannot be reached");

      final Map<String, Object> json = (Map<String, Object>) statusMethod.call(List.of());

      assertThat(json)
          .containsEntry("state", "DEGRADED")
          .containsEntry("engineError", "process gone")
          .doesNotContainKeys("head", "batches");
      assertThat(json.get("databaseError")).asString().contains("state DB");
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void aNodeWithoutMainNodesSaysThatItFollowsL1Only() throws Exception {
    for (final List<String> mainNodes : List.of(List.<String>of(), List.of("ab".repeat(64)))) {
      final RpcMethod statusMethod =
          new ZknodeMethods(
                  main.engine,
                  main.store,
                  status,
                  new ZknodeMethods.Identity(
                      "1.0", List.of("synchronizer"), Optional.of(mainNodes), OptionalInt.empty()),
                  List::of,
                  List::of)
              .methods()
              .get("zknode_status");
      assertThat((Map<String, Object>) statusMethod.call(List.of()))
          .containsEntry("follows", mainNodes.isEmpty() ? "L1 only" : "L1 and replay")
          .containsEntry("mainNodes", mainNodes)
          .doesNotContainKey("l1Confirmations");
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void statusForOperators() throws Exception {
    final Bytes signature = Bytes.wrap(new byte[65]);
    main.store.update(
        tx -> tx.batchSignatures().insertIfAbsent(new BatchSignature(1, Address.ZERO, signature)));
    status.degraded("l1-unreachable", "L1 cannot be reached");
    final Map<String, Object> json = (Map<String, Object>) call("zknode_status");
    assertThat(json)
        .containsEntry("state", "DEGRADED")
        .containsEntry("engine", "fake")
        .containsEntry("l1Confirmations", 64)
        .containsEntry("roles", List.of("sequencer"))
        .containsEntry("signatures", Map.of("1", 1, "2", 0, "3", 0))
        .containsEntry("peers", List.of(Map.of("id", "peer-1")));
    assertThat((Map<String, Object>) json.get("batches"))
        .containsEntry("trusted", 3L)
        .containsEntry("virtual", 2L)
        .containsEntry("verified", 1L);
    assertThat((Map<String, Object>) json.get("head")).containsEntry("number", 5L);
    assertThat(new ObjectMapper().writeValueAsString(json)).contains("l1-unreachable");
    assertThat((List<Map<String, Object>>) call("zknode_getBatchSignatures", "0x1"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("signature", signature.toHexString()));
  }
}
