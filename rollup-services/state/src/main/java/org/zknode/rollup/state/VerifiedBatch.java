/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * The end of a range of batches whose proof is accepted on L1. Batches between the previous row and
 * this one are verified by it too.
 *
 * @param number finalNewBatch of the verification
 * @param stateRoot as in the L1 event
 */
public record VerifiedBatch(
    long number, Bytes32 stateRoot, Bytes32 l1Transaction, long l1Block, Address aggregator) {}
