/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * The rule that makes blocks from batch data (docs/spec/chain-rules.md, "Blocks from batch data"):
 * sequencer, verifier and synchronizer all use this one. What comes out depends on L1 data and the
 * parent block only.
 */
public final class BatchDerivation {
  private BatchDerivation() {}

  /** Look-up in the L1 info tree as this node derived it. */
  @FunctionalInterface
  public interface L1InfoRoots {
    /** L1 info root after the leaf of that index (first is 1); empty if there is no such leaf. */
    Optional<Bytes32> byIndex(long index);
  }

  /**
   * @param blocks decoded batch data
   * @param parent the last block before the batch
   * @return one input per block. Only the first has a parent hash, the others have zero: they are
   *     for {@code ExecutionEngine.reExecute}, or for {@link BlockAttributes#withParent}
   * @throws BatchDerivationException a timestamp that does not rise, or an index without a leaf
   */
  public static List<BlockInput> derive(
      final List<BatchBlock> blocks,
      final L2Block parent,
      final ChainConfig chain,
      final L1InfoRoots roots) {
    final List<BlockInput> inputs = new ArrayList<>(blocks.size());
    long number = parent.number();
    long timestamp = parent.timestamp();
    Bytes32 parentHash = parent.hash();
    for (final BatchBlock block : blocks) {
      number++;
      if (block.deltaTimestamp() < 1) {
        throw new BatchDerivationException(
            "block %d has delta timestamp %d, it must be at least 1 second"
                .formatted(number, block.deltaTimestamp()));
      }
      timestamp += block.deltaTimestamp();
      inputs.add(
          new BlockInput(
              new BlockAttributes(
                  number,
                  parentHash,
                  timestamp,
                  chain.coinbase(),
                  chain.blockGasLimit(),
                  block.l1InfoTreeIndex(),
                  rootOf(number, block.l1InfoTreeIndex(), roots)),
              block.transactions()));
      parentHash = Bytes32.ZERO;
    }
    return inputs;
  }

  /**
   * The same for the data of a batch of either kind.
   *
   * @param forced what L1 fixed for a forced batch, see {@link ForcedDerivation}
   * @throws BatchDecodeException the data of a batch that is not forced is malformed
   */
  public static List<BlockInput> derive(
      final Bytes batchL2Data,
      final Optional<ForcedInput> forced,
      final L2Block parent,
      final ChainConfig chain,
      final L1InfoRoots roots)
      throws BatchDecodeException {
    return forced.isPresent()
        ? List.of(ForcedDerivation.of(batchL2Data, forced.get(), parent, chain).input())
        : derive(BatchCodec.decode(batchL2Data), parent, chain, roots);
  }

  /**
   * Position of the first block whose hash (and so its state root) is not the expected one.
   *
   * @param expected in the order of the blocks
   */
  public static OptionalInt firstDifference(
      final List<L2Block> executed, final List<Bytes32> expected) {
    for (int i = 0; i < Math.max(executed.size(), expected.size()); i++) {
      if (i >= executed.size()
          || i >= expected.size()
          || !executed.get(i).hash().equals(expected.get(i))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static Bytes32 rootOf(final long number, final long index, final L1InfoRoots roots) {
    if (index == 0) {
      return Bytes32.ZERO;
    }
    return roots
        .byIndex(index)
        .orElseThrow(
            () ->
                new BatchDerivationException(
                    "block %d names L1 info tree index %d, which has no leaf"
                        .formatted(number, index)));
  }
}
