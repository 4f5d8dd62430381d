/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ForcedInput;

/**
 * A batch whose data is sequenced on L1.
 *
 * @param l1Transaction hash of the sequencing L1 transaction
 * @param l1InfoRoot of its sequence; of a forced batch its global exit root
 * @param timestampLimit maxSequenceTimestamp of its sequence, seconds; of a forced batch its
 *     timestamp
 * @param accInputHash accumulated input hash after this batch (docs/spec/hashes.md, "Accumulated
 *     input hash")
 * @param sequenceFrom first batch of the L1 sequence that carried it
 * @param sequenceTo last batch of that sequence
 * @param forced what L1 fixed for it; empty for a batch of the sequencer
 */
public record VirtualBatch(
    long number,
    Bytes batchL2Data,
    Bytes32 l1Transaction,
    long l1Block,
    Address coinbase,
    Bytes32 l1InfoRoot,
    long timestampLimit,
    Bytes32 accInputHash,
    long sequenceFrom,
    long sequenceTo,
    Optional<ForcedInput> forced) {

  /** A batch that was not forced. */
  public VirtualBatch(
      final long number,
      final Bytes batchL2Data,
      final Bytes32 l1Transaction,
      final long l1Block,
      final Address coinbase,
      final Bytes32 l1InfoRoot,
      final long timestampLimit,
      final Bytes32 accInputHash,
      final long sequenceFrom,
      final long sequenceTo) {
    this(
        number,
        batchL2Data,
        l1Transaction,
        l1Block,
        coinbase,
        l1InfoRoot,
        timestampLimit,
        accInputHash,
        sequenceFrom,
        sequenceTo,
        Optional.empty());
  }
}
