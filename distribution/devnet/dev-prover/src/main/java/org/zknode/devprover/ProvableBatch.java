/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchDerivation;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;

/**
 * One batch as L1 has it, and what the aggregator sent to execute it.
 *
 * @param coinbase of its sequence
 * @param timestampLimit of its sequence, seconds
 * @param forced what L1 fixed for a forced batch
 * @param blocks of its data; empty where that is malformed, so that the batch changes nothing, and
 *     for a forced batch
 * @param l1InfoRoots of the leaves that the blocks name, each proven
 * @param statelessInputs of the aggregator, not looked at yet
 * @param witness likewise, RLP; empty when there is none
 */
record ProvableBatch(
    long number,
    Bytes32 oldStateRoot,
    ChainTerms terms,
    long timestampLimit,
    Bytes data,
    Optional<ForcedInput> forced,
    List<BatchBlock> blocks,
    Map<Long, Bytes32> l1InfoRoots,
    List<Bytes> statelessInputs,
    Bytes witness) {

  /** The chain and whoever sequenced the batch. */
  record ChainTerms(long chainId, long forkId, org.zknode.eth.Address coinbase) {}

  /** Whether there is any block in it. */
  boolean hasBlocks() {
    return forced.isPresent() || !blocks.isEmpty();
  }

  /**
   * Its blocks, by the rules of the chain.
   *
   * @throws org.zknode.rollup.chain.BatchDerivationException the batch has none after that parent
   */
  List<BlockInput> inputs(final L2Block parent, final long blockGasLimit) {
    final ChainConfig chain =
        new ChainConfig(terms.chainId(), terms.forkId(), terms.coinbase(), blockGasLimit);
    return forced.isPresent()
        ? List.of(ForcedDerivation.of(data, forced.get(), parent, chain).input())
        : BatchDerivation.derive(
            blocks, parent, chain, index -> Optional.ofNullable(l1InfoRoots.get(index)));
  }
}
