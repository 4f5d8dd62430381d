/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.state.L1BlockRef;

/**
 * L1 as one endpoint shows it. What belongs together (a head, its blocks, their events, the
 * contracts' state) is asked of one view, checked against itself, and believed then only. An
 * endpoint that gives no usable answer throws {@link L1EndpointException} and has lost its turn.
 */
public interface L1View {
  /** Host and port. */
  default String name() {
    return "L1";
  }

  /** False while it fails, or stands still while others go on: then it does not vote. */
  default boolean isGood() {
    return true;
  }

  L1BlockRef head(BlockTag tag);

  Optional<L1BlockRef> block(long number);

  /** Rollup events of our contracts in these blocks (inclusive), in block and log order. */
  List<L1Event> events(long fromBlock, long toBlock);

  /**
   * Logs of any contracts in these blocks (inclusive), or in fewer of them. They are as the
   * endpoint says: whether their blocks are canonical, and whether they are all, is for the caller
   * to find out.
   *
   * @param enoughBytes ({@link L1Log#bytes()}) after which no further blocks are asked for: that
   *     many and one answer of the endpoint are in memory at the most
   */
  L1Logs logs(L1LogFilter filter, long fromBlock, long toBlock, long enoughBytes);

  /**
   * eth_call of any contract at the end of that block: no bytes when there is no code; empty when
   * the call reverts, or this endpoint does not have that state any more.
   */
  Optional<Bytes> call(Address contract, Bytes calldata, long block);

  /**
   * What the contracts say at the end of that block; empty when this endpoint does not have its
   * state any more.
   */
  Optional<ContractState> stateAt(long block);

  /**
   * RollupManager.getRollupSequencedBatches(rollupID, batch).accInputHash; zero if none ends there.
   */
  Bytes32 sequencedAccInputHash(long batchNumber);

  /** RollupManager.getRollupBatchNumToStateRoot(rollupID, batch); zero if none. */
  Bytes32 verifiedStateRoot(long batchNumber);

  /**
   * Rollup.forcedBatches(number): keccak(keccak(transactions) ‖ global exit root ‖ timestamp ‖
   * parent hash of its L1 block); zero when it was sequenced, or never forced.
   *
   * @param block at whose end; an endpoint without the state of that block answers that of now
   */
  Bytes32 forcedBatchHash(long number, long block);

  /** What it said does not fit: it loses its turn. */
  default void failed(final String why) {}

  /**
   * The numbers and the root that the events of the contracts lead to.
   *
   * @param lastForcedBatch position of the newest forced batch, 0 if there is none
   * @param l1InfoRoot empty when the contract has none (yet)
   */
  record ContractState(
      long lastBatchSequenced,
      long lastVerifiedBatch,
      long lastForcedBatch,
      Optional<Bytes32> l1InfoRoot) {}
}
