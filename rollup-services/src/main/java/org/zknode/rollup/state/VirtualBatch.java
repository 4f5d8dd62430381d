/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * A batch whose data is sequenced on L1.
 *
 * @param l1Transaction hash of the sequencing L1 transaction
 * @param timestampLimit maxSequenceTimestamp of its sequence, seconds
 * @param accInputHash accumulated input hash after this batch (spec zkevm-node 3.2)
 * @param sequenceFrom first batch of the L1 sequence that carried it
 * @param sequenceTo last batch of that sequence
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
    long sequenceTo) {}
