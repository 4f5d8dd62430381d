/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.proto.aggregator.v1.FinalProof;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.SnarkInput;

class DevProofsTest {
  private static final Address COINBASE = new Address(Bytes.repeat((byte) 0xc0, 20));
  private static final Address AGGREGATOR = new Address(Bytes.repeat((byte) 0xa9, 20));
  private static final Bytes32 GER = Bytes32.leftPad(Bytes.of(1));
  private static final Bytes32 L1_HASH = Bytes32.leftPad(Bytes.of(2));
  private static final Bytes32 FIRST_L1_HASH = Bytes32.leftPad(Bytes.of(9));
  private static final long LEAF_TIME = 1_700_000_000L;
  private static final long LIMIT = 1_800_000_000L;
  private static final List<Bytes32> LEAVES =
      List.of(
          L1InfoTree.leaf(GER, FIRST_L1_HASH, LEAF_TIME), L1InfoTree.leaf(GER, L1_HASH, LEAF_TIME));
  private static final Bytes32 ROOT = L1InfoTree.of(LEAVES).root();
  private static final Bytes DATA =
      BatchCodec.encode(List.of(new BatchBlock(1, 0, List.of()), new BatchBlock(5, 2, List.of())));

  private static Bytes32 stateRoot(final long batch) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(1000 + batch));
  }

  private static ByteString proto(final Bytes bytes) {
    return ByteString.copyFrom(bytes.toArrayUnsafe());
  }

  private static InputProver input(
      final long batch, final Bytes32 oldAcc, final Consumer<PublicInputs.Builder> change) {
    final PublicInputs.Builder inputs =
        PublicInputs.newBuilder()
            .setOldStateRoot(proto(stateRoot(batch - 1)))
            .setOldAccInputHash(proto(oldAcc))
            .setOldBatchNum(batch - 1)
            .setChainId(1001)
            .setForkId(8)
            .setBatchL2Data(proto(DATA))
            .setL1InfoRoot(proto(ROOT))
            .setTimestampLimit(LIMIT)
            .setSequencerAddr(COINBASE.toString())
            .setAggregatorAddr(AGGREGATOR.toString())
            .putL1InfoTreeData(2, data(2));
    change.accept(inputs);
    return InputProver.newBuilder().setPublicInputs(inputs).build();
  }

  private static Bytes32 exitRoot(final long batch) {
    return stateRoot(batch).not();
  }

  private static RecursiveDevProof prove(final long batch, final Bytes32 oldAcc)
      throws RefusedInputException {
    return prove(input(batch, oldAcc, same -> {}));
  }

  private static RecursiveDevProof prove(final InputProver input) throws RefusedInputException {
    return BatchInput.prove(
        input, 8, batch -> new BatchOutcome(stateRoot(batch.number()), exitRoot(batch.number())));
  }

  /** The batch as whoever executes it gets it. */
  private static ProvableBatch read(final Consumer<PublicInputs.Builder> change)
      throws RefusedInputException {
    final List<ProvableBatch> read = new ArrayList<>();
    BatchInput.prove(
        input(1, Bytes32.ZERO, change),
        8,
        batch -> {
          read.add(batch);
          return new BatchOutcome(Bytes32.ZERO, Bytes32.ZERO);
        });
    return read.getFirst();
  }

  private static void assertRefused(
      final Consumer<PublicInputs.Builder> change, final String... text) {
    assertThatThrownBy(() -> prove(input(1, Bytes32.ZERO, change)))
        .isInstanceOf(RefusedInputException.class)
        .message()
        .contains(text);
  }

  @Test
  void aBatchProofHasTheRecomputedHashAndTheRootThatWasFound() throws Exception {
    final RecursiveDevProof proof = prove(1, Bytes32.ZERO);
    assertThat(proof)
        .isEqualTo(
            new RecursiveDevProof(
                1,
                1,
                1001,
                8,
                stateRoot(0),
                Bytes32.ZERO,
                stateRoot(1),
                exitRoot(1),
                AccInputHash.next(Bytes32.ZERO, DATA, ROOT, LIMIT, COINBASE)));
    assertThat(RecursiveDevProof.fromJson(proof.toJson())).isEqualTo(proof);
  }

  @Test
  void aForcedBatchHasItsOwnHashAndNoBlocksToCheck() throws Exception {
    final Bytes forced = Bytes.of(0xff);
    final InputProver input =
        input(
            1,
            Bytes32.ZERO,
            inputs ->
                inputs
                    .setBatchL2Data(proto(forced))
                    .setL1InfoRoot(proto(GER))
                    .setForcedBlockhashL1(proto(L1_HASH)));
    assertThat(prove(input).newAccInputHash())
        .isEqualTo(AccInputHash.nextForced(Bytes32.ZERO, forced, GER, LIMIT, COINBASE, L1_HASH));
  }

  @Test
  void adjacentProofsJoinToAFinalOneThatBindsThePublicInput() throws Exception {
    final RecursiveDevProof first = prove(1, Bytes32.ZERO);
    final RecursiveDevProof second = prove(2, first.newAccInputHash());
    final RecursiveDevProof union = first.join(second);
    final FinalProof proof = FinalDevProof.of(union, AGGREGATOR);

    final SnarkInput input =
        new SnarkInput(
            AGGREGATOR,
            stateRoot(0),
            Bytes32.ZERO,
            0,
            1001,
            8,
            stateRoot(2),
            second.newAccInputHash(),
            exitRoot(2),
            2);
    final Bytes word =
        Keccak256.hash(
            Bytes.wrap("zknode-dev-proof-v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            UInt256.valueOf(input.publicSignal()));
    assertThat(proof.getProof()).isEqualTo(word.toHexString() + "0".repeat(23 * 64));
    assertThat(proof.getProof()).hasSize(1538);
    assertThat(proof.getPublic().getNewBatchNum()).isEqualTo(2);
    assertThat(FinalDevProof.of(union, COINBASE).getProof()).isNotEqualTo(proof.getProof());
  }

  @Test
  void proofsThatDoNotFitAreNotJoined() throws Exception {
    final RecursiveDevProof first = prove(1, Bytes32.ZERO);
    final RecursiveDevProof second = prove(2, first.newAccInputHash());
    assertThatThrownBy(() -> second.join(first)).hasMessageContaining("not adjacent");
    assertThatThrownBy(() -> first.join(prove(2, Bytes32.leftPad(Bytes.of(7)))))
        .hasMessageContaining("accumulated input hash after batch 1");
    assertThatThrownBy(() -> first.withNewStateRoot(Bytes32.ZERO).join(second))
        .hasMessageContaining("state root after batch 1");
    assertThatThrownBy(() -> RecursiveDevProof.fromJson("{\"type\":\"other\"}"))
        .isInstanceOf(RefusedInputException.class);
    assertThatThrownBy(() -> RecursiveDevProof.fromJson("not json"))
        .isInstanceOf(RefusedInputException.class);
  }

  @Test
  void inconsistentInputsAreRefused() {
    assertRefused(inputs -> inputs.setForkId(9), "fork id is 9");
    assertRefused(inputs -> inputs.setOldStateRoot(ByteString.EMPTY), "oldStateRoot", "0 bytes");
    assertRefused(inputs -> inputs.setOldAccInputHash(proto(ROOT)), "not zero");
    assertRefused(inputs -> inputs.setL1InfoRoot(proto(Bytes32.ZERO)), "leaf 2 is not under root");
    assertRefused(PublicInputs.Builder::clearL1InfoTreeData, "no L1 info tree leaf 2");
    assertRefused(inputs -> inputs.setTimestampLimit(5), "above its timestamp limit 5");
    assertRefused(inputs -> inputs.setSequencerAddr("0x12"), "sequencer is not an address");
  }

  @Test
  void blocksGetTheRootAfterTheLeafThatTheyName() throws Exception {
    final ProvableBatch batch =
        read(inputs -> inputs.setBatchL2Data(proto(naming(1))).putL1InfoTreeData(1, data(1)));
    assertThat(batch.hasBlocks()).isTrue();
    assertThat(batch.l1InfoRoots())
        .containsExactly(Map.entry(1L, L1InfoTree.of(LEAVES.subList(0, 1)).root()));
    assertThat(read(same -> {}).l1InfoRoots()).containsExactly(Map.entry(2L, ROOT));
  }

  /** An L1 reorg takes a leaf of the L1 info tree that a batch on L1 names. */
  @Test
  void aMalformedBatchHasNoBlocks() throws Exception {
    assertThat(read(inputs -> inputs.setBatchL2Data(proto(Bytes.of(1, 2)))).hasBlocks()).isFalse();
    assertThat(read(inputs -> inputs.setBatchL2Data(ByteString.EMPTY)).hasBlocks()).isFalse();
    assertThat(read(inputs -> inputs.setBatchL2Data(proto(naming(3)))).hasBlocks())
        .as("leaf 2 is the last one")
        .isFalse();
  }

  @Test
  void aLeafThatIsKeptBackDoesNotMakeABatchMalformed() {
    assertRefused(
        inputs ->
            inputs
                .setBatchL2Data(proto(naming(2)))
                .removeL1InfoTreeData(2)
                .putL1InfoTreeData(1, data(1)),
        "no L1 info tree leaf 2 was sent");
  }

  private static Bytes naming(final long index) {
    return BatchCodec.encode(List.of(new BatchBlock(1, index, List.of())));
  }

  /** The batch's leaves are of the same root and time. */
  private static L1Data data(final int index) {
    return L1Data.newBuilder()
        .setGlobalExitRoot(proto(GER))
        .setBlockhashL1(proto(index == 1 ? FIRST_L1_HASH : L1_HASH))
        .setMinTimestamp((int) LEAF_TIME)
        .addAllSmtProof(
            L1InfoTree.proof(LEAVES, index - 1).stream().map(DevProofsTest::proto).toList())
        .build();
  }
}
