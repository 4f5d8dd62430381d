/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Function;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.SnarkInput;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.state.L1BlockRef;

/** The contracts on anvil, through the node's own client: sequence, verify, and every refusal. */
class RollupOnL1Test {
  private static final Bytes32 NEW_ROOT = Bytes32.repeat((byte) 0x22);
  private static final List<Bytes> BATCHES =
      List.of(Bytes.fromHexString("0x0b0000000100000001"), Bytes.fromHexString("0x0b01"));

  private final DevRollupFixture l1 = new DevRollupFixture();

  @AfterEach
  void stop() {
    l1.close();
  }

  @Test
  void sequencesAndVerifiesWithTheHashesThatTheNodeComputes() throws Exception {
    final long leafBlock = addLeaf((byte) 1);
    final long limit = l1.l1Time() + 30;
    final Bytes32 sequenceTx =
        l1.send(DevL1.SEQUENCER, l1.deployment.rollup(), l1.sequenceCall(0, limit, BATCHES));

    final L1InfoTree tree = L1InfoTree.empty().append(leaf(leafBlock, 1));
    assertThat(l1.client.l1InfoRoot()).isEqualTo(tree.root());
    final Bytes32 acc = DevRollupFixture.accInputHash(Bytes32.ZERO, BATCHES, tree.root(), limit);
    assertThat(l1.client.sequencedAccInputHash(2)).isEqualTo(acc);
    assertThat(l1.client.sequencedAccInputHash(1)).isEqualTo(Bytes32.ZERO);
    assertThat(l1.client.rollupData().lastBatchSequenced()).isEqualTo(2);

    final SnarkInput input = l1.snarkInput(Bytes32.ZERO, acc, 2, NEW_ROOT);
    final Bytes32 verifyTx =
        l1.send(
            DevL1.AGGREGATOR,
            l1.deployment.rollupManager(),
            l1.verifyCall(0, 2, NEW_ROOT, DevRollupFixture.devProof(input)));

    assertThat(l1.client.verifiedStateRoot(2)).isEqualTo(NEW_ROOT);
    assertThat(l1.client.verifiedStateRoot(0)).isEqualTo(DevL1.GENESIS_ROOT);
    assertThat(l1.client.rollupData().lastVerifiedBatch()).isEqualTo(2);

    final L1BlockRef head = l1.client.head(BlockTag.LATEST);
    final List<L1Event> events = l1.client.events(l1.config.genesisBlock(), head.number());
    final L1BlockRef verifyBlock = block(verifyTx);
    assertThat(verifyBlock).isEqualTo(head);
    assertThat(events)
        .satisfiesExactly(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        L1Event.UpdateL1InfoTree.class,
                        update -> {
                          assertThat(update.block().number()).isEqualTo(leafBlock);
                          assertThat(update.mainnetExitRoot()).isEqualTo(mainnetExitRoot(1));
                          assertThat(update.rollupExitRoot()).isEqualTo(Bytes32.ZERO);
                        }),
            event ->
                assertThat(event)
                    .isEqualTo(
                        new L1Event.SequenceBatches(
                            block(sequenceTx),
                            sequenceTx,
                            2,
                            tree.root(),
                            BATCHES.stream()
                                .map(org.zknode.rollup.l1.contracts.ElderberryAbi::normalBatch)
                                .toList(),
                            limit,
                            0,
                            DevRollupFixture.COINBASE)),
            event ->
                assertThat(event)
                    .isEqualTo(
                        new L1Event.VerifyBatches(
                            verifyBlock, verifyTx, 2, NEW_ROOT, DevL1.AGGREGATOR.address())));
  }

  @Test
  void refusesAProofOfAnotherPublicInput() throws Exception {
    final long limit = l1.l1Time();
    l1.send(DevL1.SEQUENCER, l1.deployment.rollup(), l1.sequenceCall(0, limit, BATCHES));
    final Bytes32 acc = l1.client.sequencedAccInputHash(2);
    final List<Bytes32> proof =
        DevRollupFixture.devProof(l1.snarkInput(Bytes32.ZERO, acc, 2, NEW_ROOT));

    assertVerifyRefused("InvalidProof", 0, 2, Bytes32.repeat((byte) 0x33), proof);
    final List<Bytes32> padded = new java.util.ArrayList<>(proof);
    padded.set(23, Bytes32.repeat((byte) 1));
    assertVerifyRefused("InvalidProof", 0, 2, NEW_ROOT, padded);
    assertVerifyRefused("NewAccInputHashDoesNotExist", 0, 1, NEW_ROOT, proof);
    assertVerifyRefused("OldStateRootDoesNotExist", 1, 2, NEW_ROOT, proof);
    assertVerifyRefused("FinalNumBatchBelowLastVerifiedBatch", 0, 0, NEW_ROOT, proof);
    assertVerifyRefused("NewStateRootNotInsidePrime", 0, 2, Bytes32.repeat((byte) 0xff), proof);
    assertRefused(
        "AddressDoNotHaveRequiredRole",
        DevL1.SEQUENCER,
        l1.deployment.rollupManager(),
        l1.verifyCall(0, 2, NEW_ROOT, proof));
    // The proof itself is good.
    l1.send(DevL1.AGGREGATOR, l1.deployment.rollupManager(), l1.verifyCall(0, 2, NEW_ROOT, proof));
    assertVerifyRefused("FinalNumBatchBelowLastVerifiedBatch", 0, 2, NEW_ROOT, proof);
  }

  @Test
  void refusesSequencesThatBreakTheRules() throws Exception {
    final long now = l1.l1Time();
    assertSequenceRefused("OnlyTrustedSequencer", DevL1.AGGREGATOR, 0, now, BATCHES);
    assertSequenceRefused("SequenceZeroBatches", DevL1.SEQUENCER, 0, now, List.of());
    assertSequenceRefused("InitSequencedBatchDoesNotMatch", DevL1.SEQUENCER, 1, now, BATCHES);
    // anvil's pending block is a few seconds later at the most.
    assertSequenceRefused(
        "MaxTimestampSequenceInvalid", DevL1.SEQUENCER, 0, now + 36 + 3600, BATCHES);
    assertSequenceRefused(
        "TransactionsLengthAboveMax",
        DevL1.SEQUENCER,
        0,
        now,
        List.of(Bytes.wrap(new byte[120_001])));
    assertThat(
            l1.client.estimateGas(
                DevL1.SEQUENCER.address(),
                l1.deployment.rollup(),
                l1.sequenceCall(0, now, List.of(Bytes.wrap(new byte[120_000])))))
        .isPositive();
    assertRefused(
        "OnlyAllowedContracts",
        DevL1.SEQUENCER,
        l1.deployment.globalExitRootManager(),
        Bytes.concatenate(Bytes.fromHexString("0x33d6247d"), Bytes32.repeat((byte) 9)));
    assertRefused(
        "SenderMustBeRollup",
        DevL1.SEQUENCER,
        l1.deployment.rollupManager(),
        Bytes.concatenate(
            Bytes.fromHexString("0x9a908e73"), Bytes32.leftPad(Bytes.of(1)), Bytes32.ZERO));
  }

  @Test
  void theTreeOfTheContractIsTheTreeOfTheNode() throws Exception {
    L1InfoTree tree = L1InfoTree.empty();
    for (byte index = 1; index <= 9; index++) {
      tree = tree.append(leaf(addLeaf(index), index));
      assertThat(l1.client.l1InfoRoot()).isEqualTo(tree.root());
    }
    // Without another deposit there is nothing to add.
    l1.send(
        DevL1.DEPLOYER,
        l1.deployment.bridge(),
        Bytes.wrap(new Function("updateGlobalExitRoot()").selector()));
    assertThat(l1.client.l1InfoRoot()).isEqualTo(tree.root());
  }

  private long addLeaf(final byte value) {
    return DevContracts.addL1InfoLeaf(
        l1.anvil.url(),
        DevL1.DEPLOYER,
        l1.deployment.globalExitRootManager(),
        Bytes32.repeat(value));
  }

  private Bytes32 leaf(final long l1Block, final int messages) {
    final L1BlockRef block = l1.client.block(l1Block).orElseThrow();
    return L1InfoTree.leaf(
        L1InfoTree.globalExitRoot(mainnetExitRoot(messages), Bytes32.ZERO),
        block.parentHash(),
        block.timestamp());
  }

  /** Root of L1's exit tree after so many messages of addLeaf. */
  private static Bytes32 mainnetExitRoot(final int messages) {
    L1InfoTree exits = L1InfoTree.empty();
    for (byte value = 1; value <= messages; value++) {
      exits =
          exits.append(
              // docs/spec/bridge.md, "Networks and exit trees"
              Keccak256.hash(
                  Bytes.of(1),
                  Bytes.ofUnsignedInt(0),
                  DevL1.DEPLOYER.address().bytes(),
                  Bytes.ofUnsignedInt(DevContracts.ROLLUP_ID),
                  Address.ZERO.bytes(),
                  Bytes32.ZERO,
                  Keccak256.hash(Bytes32.repeat(value))));
    }
    return exits.root();
  }

  private L1BlockRef block(final Bytes32 transaction) {
    return l1.client
        .block(l1.client.receipt(transaction).orElseThrow().blockNumber())
        .orElseThrow();
  }

  private void assertVerifyRefused(
      final String error,
      final long initBatch,
      final long finalBatch,
      final Bytes32 newStateRoot,
      final List<Bytes32> proof) {
    assertRefused(
        error,
        DevL1.AGGREGATOR,
        l1.deployment.rollupManager(),
        l1.verifyCall(initBatch, finalBatch, newStateRoot, proof));
  }

  private void assertSequenceRefused(
      final String error,
      final PrivateKey key,
      final long initBatch,
      final long limit,
      final List<Bytes> batches) {
    assertRefused(error, key, l1.deployment.rollup(), l1.sequenceCall(initBatch, limit, batches));
  }

  private void assertRefused(
      final String error, final PrivateKey key, final Address to, final Bytes data) {
    assertThatThrownBy(() -> l1.client.estimateGas(key.address(), to, data))
        .isInstanceOf(L1RevertException.class)
        .hasMessage(error);
  }
}
