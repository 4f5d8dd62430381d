/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BatchDecodeException;
import org.zknode.rollup.chain.ForcedInput;

/**
 * Re-computes the public input of one batch from what the aggregator sent, and refuses what does
 * not fit together. What the batch leads to is for somebody else to find.
 */
final class BatchInput {
  private BatchInput() {}

  static RecursiveDevProof prove(
      final InputProver input, final long forkId, final BatchOutcomes outcomes)
      throws RefusedInputException {
    final PublicInputs inputs = input.getPublicInputs();
    if (inputs.getForkId() != forkId) {
      throw new RefusedInputException(
          "fork id is %d, this prover has %d".formatted(inputs.getForkId(), forkId));
    }
    final Bytes32 oldAccInputHash = hash("oldAccInputHash", inputs.getOldAccInputHash());
    if (inputs.getOldBatchNum() == 0 && !oldAccInputHash.equals(AccInputHash.GENESIS)) {
      throw new RefusedInputException(
          "oldAccInputHash of the first batch is not zero but " + oldAccInputHash);
    }
    final ProvableBatch batch = batch(input);
    final BatchOutcome outcome = outcomes.of(batch);
    final Address coinbase = batch.terms().coinbase();
    return new RecursiveDevProof(
        batch.number(),
        batch.number(),
        inputs.getChainId(),
        inputs.getForkId(),
        batch.oldStateRoot(),
        oldAccInputHash,
        outcome.stateRoot(),
        outcome.localExitRoot(),
        batch.forced().isPresent()
            ? AccInputHash.nextForced(oldAccInputHash, batch.data(), batch.forced().get(), coinbase)
            : AccInputHash.next(
                oldAccInputHash,
                batch.data(),
                hash("l1InfoRoot", inputs.getL1InfoRoot()),
                inputs.getTimestampLimit(),
                coinbase));
  }

  private static ProvableBatch batch(final InputProver input) throws RefusedInputException {
    final PublicInputs inputs = input.getPublicInputs();
    final Bytes32 l1InfoRoot = hash("l1InfoRoot", inputs.getL1InfoRoot());
    final Bytes data = Bytes.wrap(inputs.getBatchL2Data().toByteArray());
    final Bytes32 forcedBlockHash =
        inputs.getForcedBlockhashL1().isEmpty()
            ? Bytes32.ZERO
            : hash("forcedBlockhashL1", inputs.getForcedBlockhashL1());
    final Optional<ForcedInput> forced =
        forcedBlockHash.isZero()
            ? Optional.empty()
            : Optional.of(
                new ForcedInput(0, l1InfoRoot, inputs.getTimestampLimit(), forcedBlockHash));
    final Map<Long, Bytes32> roots = new HashMap<>();
    return new ProvableBatch(
        inputs.getOldBatchNum() + 1,
        hash("oldStateRoot", inputs.getOldStateRoot()),
        new ProvableBatch.ChainTerms(
            inputs.getChainId(),
            inputs.getForkId(),
            address("sequencer", inputs.getSequencerAddr())),
        inputs.getTimestampLimit(),
        data,
        forced,
        forced.isPresent() ? List.of() : blocks(inputs, data, l1InfoRoot, roots),
        roots,
        input.getStatelessInputsList().stream()
            .map(each -> Bytes.wrap(each.toByteArray()))
            .toList(),
        Bytes.wrap(input.getBatchWitness().toByteArray()));
  }

  /**
   * What its data says is wrong makes a batch malformed: then it has no blocks, and proves that
   * nothing has changed (docs/spec/chain-rules.md, "Blocks from batch data").
   *
   * @param roots gets the L1 info root after each leaf that the blocks name
   */
  private static List<BatchBlock> blocks(
      final PublicInputs inputs,
      final Bytes data,
      final Bytes32 l1InfoRoot,
      final Map<Long, Bytes32> roots)
      throws RefusedInputException {
    final List<BatchBlock> blocks;
    try {
      blocks = BatchCodec.decode(data);
    } catch (final BatchDecodeException e) {
      return List.of();
    }
    for (final BatchBlock block : blocks) {
      if (block.deltaTimestamp() < 1) {
        return List.of();
      }
      final long index = block.l1InfoTreeIndex();
      if (index > 0 && !roots.containsKey(index)) {
        final Optional<Bytes32> root = L1InfoLeaves.rootAfter(inputs, index, l1InfoRoot);
        if (root.isEmpty()) {
          return List.of();
        }
        roots.put(index, root.get());
      }
    }
    requireInTime(blocks, inputs.getTimestampLimit());
    return blocks;
  }

  private static void requireInTime(final List<BatchBlock> blocks, final long limit)
      throws RefusedInputException {
    final long elapsed = blocks.stream().mapToLong(BatchBlock::deltaTimestamp).sum();
    if (elapsed > limit) {
      throw new RefusedInputException(
          "the batch's blocks span %d seconds, above its timestamp limit %d"
              .formatted(elapsed, limit));
    }
  }

  static Bytes32 hash(final String field, final ByteString bytes) throws RefusedInputException {
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
