/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.proto.polygon.executor.v1.DebugV2;
import org.zknode.proto.polygon.executor.v1.ExecutorError;
import org.zknode.proto.polygon.executor.v1.ExecutorServiceGrpc;
import org.zknode.proto.polygon.executor.v1.L1DataV2;
import org.zknode.proto.polygon.executor.v1.OverrideAccountV2;
import org.zknode.proto.polygon.executor.v1.ProcessBatchRequest;
import org.zknode.proto.polygon.executor.v1.ProcessBatchRequestV2;
import org.zknode.proto.polygon.executor.v1.ProcessBatchResponseV2;
import org.zknode.proto.polygon.executor.v1.ProcessStatelessBatchRequestV2;
import org.zknode.proto.polygon.executor.v1.TraceConfigV2;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L1InfoTree;

/** What a node of Polygon's zkEVM asks of its executor. */
class PolygonServiceTest {
  private static final Bytes32 ROOT = Keccak256.hash(Bytes.of(1));
  private static final Bytes NODE = Bytes.repeat((byte) 3, 40);
  private static final Bytes CODE = Bytes.of(0x60);
  private static final Bytes HEADER = header(6, ROOT);
  private static final Bytes32 GER = Keccak256.hash(Bytes.of(9));
  private static final Bytes32 L1_HASH = Keccak256.hash(Bytes.of(10));

  private TestExecutor executor;
  private ManagedChannel channel;
  private ExecutorServiceGrpc.ExecutorServiceBlockingStub stub;

  @BeforeEach
  void start() {
    executor = TestExecutor.of(TestExecutor.honest());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", executor.port()).usePlaintext().build();
    stub = ExecutorServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    executor.close();
  }

  private static Bytes header(final long number, final Bytes32 stateRoot) {
    return RlpWriter.encode(
        out ->
            out.list(
                fields -> {
                  fields.bytes(Bytes32.ZERO);
                  fields.bytes(Bytes32.ZERO);
                  fields.bytes(Bytes.repeat((byte) 0, 20));
                  fields.bytes(stateRoot);
                  fields.bytes(Bytes32.ZERO);
                  fields.bytes(Bytes32.ZERO);
                  fields.bytes(Bytes.repeat((byte) 0, 256));
                  fields.bytes(Bytes.EMPTY);
                  fields.bytes(Bytes.ofUnsignedLong(number).trimLeadingZeros());
                  fields.bytes(Bytes.ofUnsignedLong(30_000_000).trimLeadingZeros());
                  fields.bytes(Bytes.EMPTY);
                  fields.bytes(Bytes.ofUnsignedLong(1_000).trimLeadingZeros());
                  fields.bytes(Bytes.EMPTY);
                }));
  }

  private static String hash(final Bytes value) {
    return Keccak256.hash(value).toUnprefixedHexString();
  }

  private static ByteString bytes(final Bytes value) {
    return ByteString.copyFrom(value.toArrayUnsafe());
  }

  private static ProcessBatchRequestV2.Builder request() {
    final Bytes older = header(5, Bytes32.ZERO);
    return ProcessBatchRequestV2.newBuilder()
        .setOldStateRoot(bytes(ROOT))
        .setOldBatchNum(41)
        .setChainId(TestExecutor.CHAIN)
        .setForkId(8)
        .setBatchL2Data(
            bytes(
                BatchCodec.encode(
                    List.of(new BatchBlock(2, 5, List.of()), new BatchBlock(3, 0, List.of())))))
        .setCoinbase("0x00000000000000000000000000000000000000c0")
        .putL1InfoTreeData(
            5,
            L1DataV2.newBuilder()
                .setGlobalExitRoot(bytes(GER))
                .setBlockHashL1(bytes(L1_HASH))
                .setMinTimestamp(900)
                .addAllSmtProof(proof())
                .build())
        .putDb(hash(NODE), NODE.toUnprefixedHexString())
        .putDb(hash(HEADER), HEADER.toUnprefixedHexString())
        .putDb(hash(older), older.toUnprefixedHexString())
        .putContractsBytecode(hash(CODE), CODE.toUnprefixedHexString());
  }

  private static List<ByteString> proof() {
    return L1InfoTree.proof(leaves(), 5).stream().map(PolygonServiceTest::bytes).toList();
  }

  private static List<Bytes32> leaves() {
    final Bytes32 other = Keccak256.hash(Bytes.of(77));
    return List.of(other, other, other, other, other, L1InfoTree.leaf(GER, L1_HASH, 900), other);
  }

  private ExecutorError error(final UnaryOperator<ProcessBatchRequestV2.Builder> change) {
    return stub.processBatchV2(change.apply(request()).build()).getError();
  }

  @Test
  void aBatchIsExecutedOnTheNodesOfItsRequest() {
    final ProcessBatchResponseV2 response = stub.processBatchV2(request().build());
    assertThat(response.getError()).isEqualTo(ExecutorError.EXECUTOR_ERROR_NO_ERROR);
    assertThat(response.getNewBatchNum()).isEqualTo(42);
    assertThat(response.getBlockResponsesCount()).isEqualTo(2);
    assertThat(response.getBlockResponses(0).getBlockNumber()).isEqualTo(7);
    assertThat(response.getBlockResponses(0).getParentHash())
        .isEqualTo(bytes(Keccak256.hash(HEADER)));
    assertThat(response.getBlockResponses(0).getTimestamp()).isEqualTo(1_002);
    assertThat(response.getBlockResponses(1).getTimestamp()).isEqualTo(1_005);
    assertThat(response.getGasUsed()).isEqualTo(42_000);
    assertThat(response.getNewStateRoot()).isNotEqualTo(bytes(ROOT));
  }

  @Test
  void theLeafsProofLeadsToTheRootThatTheBlockHas() throws Exception {
    final Bytes32 root = L1InfoTree.of(leaves()).root();
    assertThat(PolygonBatch.of(request().build()).inputs().getFirst().attributes().l1InfoRoot())
        .isEqualTo(root);
  }

  @Test
  void whatIsWrongIsToldAsPolygonsNodesKnowIt() {
    assertThat(error(request -> request.setChainId(5)))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_CHAIN_ID);
    assertThat(error(request -> request.setForkId(12)))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_UNSUPPORTED_FORK_ID);
    assertThat(error(request -> request.setOldStateRoot(bytes(Bytes32.ZERO))))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_OLD_STATE_ROOT);
    assertThat(error(request -> request.setBatchL2Data(bytes(Bytes.of(1)))))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_BATCH_L2_DATA);
    assertThat(error(request -> request.setCoinbase("nobody")))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_COINBASE);
    assertThat(error(ProcessBatchRequestV2.Builder::clearDb))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_DB_KEY_NOT_FOUND);
    assertThat(error(request -> request.putDb(hash(CODE), "00")))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_DB_KEY);
    assertThat(error(request -> request.putDb(hash(CODE), "no hex")))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_DB_VALUE);
    assertThat(error(ProcessBatchRequestV2.Builder::clearL1InfoTreeData))
        .isEqualTo(ExecutorError.EXECUTOR_ERROR_INVALID_L1_INFO_TREE_INDEX);
  }

  private void assertRefused(
      final String why, final UnaryOperator<ProcessBatchRequestV2.Builder> change) {
    assertThatThrownBy(() -> error(change)).hasMessageStartingWith("UNIMPLEMENTED: " + why);
  }

  @Test
  void whatHasNoMeaningIsRefusedByName() {
    assertRefused(
        "trace_config", request -> request.setTraceConfig(TraceConfigV2.getDefaultInstance()));
    assertRefused(
        "state_override",
        request -> request.putStateOverride("0x", OverrideAccountV2.getDefaultInstance()));
    assertRefused("from", request -> request.setFrom("0x01"));
    assertRefused("get_keys", request -> request.setGetKeys(1));
    assertRefused("debug", request -> request.setDebug(DebugV2.getDefaultInstance()));
    assertThatThrownBy(() -> stub.processBatch(ProcessBatchRequest.getDefaultInstance()))
        .hasMessageContaining("UNIMPLEMENTED: ProcessBatch is of forks before 7");
    assertThatThrownBy(
            () -> stub.processStatelessBatchV2(ProcessStatelessBatchRequestV2.getDefaultInstance()))
        .hasMessageContaining("UNIMPLEMENTED: ProcessStatelessBatchV2 takes a witness of");
  }

  @Test
  void nothingWaitsToBeWritten() {
    final var status = stub.getFlushStatus(Empty.getDefaultInstance());
    assertThat(status.getLastFlushId()).isEqualTo(status.getStoredFlushId());
    assertThat(status.getProverId())
        .isNotEmpty()
        .isEqualTo(stub.processBatchV2(request().build()).getProverId());
  }
}
