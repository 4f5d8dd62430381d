/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.google.protobuf.ByteString;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.L1InfoTree;

/**
 * Re-computes the public input of one batch from what the aggregator sent, and refuses what does
 * not fit together. Only the new state root and local exit root are taken on trust (dev witness):
 * there is no EVM here.
 */
final class BatchInput {
  /** Key in {@code InputProver.db} of the dev witness of the state root. */
  static final String NEW_STATE_ROOT = "zknode.dev.newStateRoot";

  /** Likewise of the local exit root. */
  static final String NEW_LOCAL_EXIT_ROOT = "zknode.dev.newLocalExitRoot";

  private BatchInput() {}

  static RecursiveDevProof prove(final InputProver input, final long forkId)
      throws RefusedInputException {
    final PublicInputs inputs = input.getPublicInputs();
    if (inputs.getForkId() != forkId) {
      throw new RefusedInputException(
          "fork id is %d, this prover has %d".formatted(inputs.getForkId(), forkId));
    }
    final Bytes32 oldStateRoot = hash("oldStateRoot", inputs.getOldStateRoot());
    final Bytes32 oldAccInputHash = hash("oldAccInputHash", inputs.getOldAccInputHash());
    final Bytes32 l1InfoRoot = hash("l1InfoRoot", inputs.getL1InfoRoot());
    final Bytes32 newStateRoot = witness(input, NEW_STATE_ROOT);
    final Bytes32 newLocalExitRoot = witness(input, NEW_LOCAL_EXIT_ROOT);
    final Bytes batchL2Data = Bytes.wrap(inputs.getBatchL2Data().toByteArray());
    final Address coinbase = address("sequencer", inputs.getSequencerAddr());
    if (inputs.getOldBatchNum() == 0 && !oldAccInputHash.equals(AccInputHash.GENESIS)) {
      throw new RefusedInputException(
          "oldAccInputHash of the first batch is not zero but " + oldAccInputHash);
    }
    final Bytes32 forcedBlockHash =
        inputs.getForcedBlockhashL1().isEmpty()
            ? Bytes32.ZERO
            : hash("forcedBlockhashL1", inputs.getForcedBlockhashL1());
    // The data of a forced batch has no block headers; malformed data is an empty block.
    if (forcedBlockHash.isZero()) {
      checkBlocks(inputs, batchL2Data, l1InfoRoot, oldStateRoot, newStateRoot);
    }
    return new RecursiveDevProof(
        inputs.getOldBatchNum() + 1,
        inputs.getOldBatchNum() + 1,
        inputs.getChainId(),
        inputs.getForkId(),
        oldStateRoot,
        oldAccInputHash,
        newStateRoot,
        newLocalExitRoot,
        forcedBlockHash.isZero()
            ? AccInputHash.next(
                oldAccInputHash, batchL2Data, l1InfoRoot, inputs.getTimestampLimit(), coinbase)
            : AccInputHash.nextForced(
                oldAccInputHash,
                batchL2Data,
                l1InfoRoot,
                inputs.getTimestampLimit(),
                coinbase,
                forcedBlockHash));
  }

  /**
   * What its data says is wrong makes a batch malformed: then it has no blocks, and proves that
   * nothing has changed (docs/spec/chain-rules.md, "Blocks from batch data").
   */
  private static void checkBlocks(
      final PublicInputs inputs,
      final Bytes batchL2Data,
      final Bytes32 l1InfoRoot,
      final Bytes32 oldStateRoot,
      final Bytes32 newStateRoot)
      throws RefusedInputException {
    if (newStateRoot.equals(oldStateRoot)) {
      return;
    }
    final List<BatchBlock> blocks;
    try {
      blocks = BatchCodec.decode(batchL2Data);
    } catch (final BatchDecodeException e) {
      throw new RefusedInputException("batchL2Data is malformed: " + e.getMessage(), e);
    }
    if (blocks.isEmpty()) {
      throw new RefusedInputException("a batch without blocks cannot change the state root");
    }
    long elapsed = 0;
    for (final BatchBlock block : blocks) {
      elapsed += block.deltaTimestamp();
      if (block.l1InfoTreeIndex() > 0) {
        checkLeaf(inputs, block.l1InfoTreeIndex(), l1InfoRoot);
      }
    }
    if (elapsed > inputs.getTimestampLimit()) {
      throw new RefusedInputException(
          "the batch's blocks span %d seconds, above its timestamp limit %d"
              .formatted(elapsed, inputs.getTimestampLimit()));
    }
  }

  private static void checkLeaf(
      final PublicInputs inputs, final long index, final Bytes32 l1InfoRoot)
      throws RefusedInputException {
    final L1Data data = inputs.getL1InfoTreeDataMap().get((int) index);
    if (data == null) {
      throw new RefusedInputException("no L1 info tree leaf %d was sent".formatted(index));
    }
    final List<Bytes32> proof = new java.util.ArrayList<>();
    for (final ByteString sibling : data.getSmtProofList()) {
      proof.add(hash("smtProof", sibling));
    }
    final Bytes32 leaf =
        L1InfoTree.leaf(
            hash("globalExitRoot", data.getGlobalExitRoot()),
            hash("blockhashL1", data.getBlockhashL1()),
            Integer.toUnsignedLong(data.getMinTimestamp()));
    // Index 1 is the first leaf, because 0 means none.
    if (!L1InfoTree.verify(leaf, index - 1, proof, l1InfoRoot)) {
      throw new RefusedInputException(
          "L1 info tree leaf %d is not under root %s".formatted(index, l1InfoRoot));
    }
  }

  private static Bytes32 witness(final InputProver input, final String key)
      throws RefusedInputException {
    final String root = input.getDbOrDefault(key, "");
    if (root.isEmpty()) {
      throw new RefusedInputException(
          "a dev prover cannot execute blocks: let the aggregator send the dev witness");
    }
    try {
      return Bytes32.fromHexStringStrict(root);
    } catch (final IllegalArgumentException e) {
      throw new RefusedInputException(
          "the dev witness %s is not 32 bytes of hex: %s".formatted(key, root), e);
    }
  }

  private static Bytes32 hash(final String field, final ByteString bytes)
      throws RefusedInputException {
    if (bytes.size() != Bytes32.SIZE) {
      throw new RefusedInputException("%s has %d bytes, not 32".formatted(field, bytes.size()));
    }
    return Bytes32.wrap(bytes.toByteArray());
  }

  static Address address(final String field, final String text) throws RefusedInputException {
    try {
      return Address.fromHex(text);
    } catch (final IllegalArgumentException e) {
      throw new RefusedInputException("%s is not an address: %s".formatted(field, text), e);
    }
  }
}
