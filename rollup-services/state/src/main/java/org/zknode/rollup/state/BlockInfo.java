/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/**
 * What the state DB keeps of an L2 block; headers and bodies are the engine's.
 *
 * @param batchNumber 0 while it is not known (an external node learns it from L1)
 * @param l1InfoTreeIndex as in the batch data, 0 = none
 */
public record BlockInfo(
    long number,
    Bytes32 hash,
    long batchNumber,
    long timestamp,
    long l1InfoTreeIndex,
    int transactionCount) {}
