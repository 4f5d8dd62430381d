/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/**
 * Accumulated input hash: the chain of hashes over everything that decides a batch's execution, as
 * the L1 contracts compute it (docs/spec/hashes.md, "Accumulated input hash"). Zero before the
 * first batch.
 */
public final class AccInputHash {
  /** Before the first batch. */
  public static final Bytes32 GENESIS = Bytes32.ZERO;

  private AccInputHash() {}

  /**
   * After a normal (not forced) batch of etrog or later.
   *
   * @param previous accumulated input hash after the batch before
   * @param batchL2Data what was sequenced
   * @param l1InfoRoot L1 info root of the sequence
   * @param timestampLimit seconds; maxSequenceTimestamp of the sequence
   * @param coinbase l2Coinbase of the sequence
   */
  public static Bytes32 next(
      final Bytes32 previous,
      final Bytes batchL2Data,
      final Bytes32 l1InfoRoot,
      final long timestampLimit,
      final Address coinbase) {
    return next(previous, batchL2Data, l1InfoRoot, timestampLimit, coinbase, Bytes32.ZERO);
  }

  /**
   * After a forced batch inside of a sequence.
   *
   * @param forcedTimestamp seconds
   * @param forcedBlockHashL1 parent hash of the L1 block in which the batch was forced
   */
  public static Bytes32 nextForced(
      final Bytes32 previous,
      final Bytes batchL2Data,
      final Bytes32 forcedGlobalExitRoot,
      final long forcedTimestamp,
      final Address coinbase,
      final Bytes32 forcedBlockHashL1) {
    return next(
        previous, batchL2Data, forcedGlobalExitRoot, forcedTimestamp, coinbase, forcedBlockHashL1);
  }

  /** The same after a batch with that input; for the initial batch, coinbase is its sequencer. */
  public static Bytes32 nextForced(
      final Bytes32 previous,
      final Bytes batchL2Data,
      final ForcedInput input,
      final Address coinbase) {
    return nextForced(
        previous,
        batchL2Data,
        input.globalExitRoot(),
        input.timestamp(),
        coinbase,
        input.blockHashL1());
  }

  private static Bytes32 next(
      final Bytes32 previous,
      final Bytes batchL2Data,
      final Bytes32 root,
      final long timestamp,
      final Address coinbase,
      final Bytes32 blockHash) {
    return Keccak256.hash(
        previous,
        Keccak256.hash(batchL2Data),
        root,
        Bytes.ofUnsignedLong(timestamp),
        coinbase.bytes(),
        blockHash);
  }
}
