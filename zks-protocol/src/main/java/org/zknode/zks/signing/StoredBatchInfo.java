/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * What the settlement layer keeps of a batch (docs/spec/zks-wire.md, "Commit data"): nine static
 * ABI words.
 *
 * @param batchHash state commitment
 * @param timestamp seconds since the epoch
 */
public record StoredBatchInfo(
    long batchNumber,
    Bytes32 batchHash,
    long indexRepeatedStorageChanges,
    long numberOfLayer1Txs,
    Bytes32 priorityOperationsHash,
    Bytes32 dependencyRootsRollingHash,
    Bytes32 l2LogsTreeRoot,
    long timestamp,
    Bytes32 commitment) {
  /** Length of the encoding in bytes. */
  public static final int ENCODED_SIZE = 9 * AbiWords.WORD;

  public Bytes encode() {
    return new AbiWords()
        .number(batchNumber)
        .word(batchHash)
        .number(indexRepeatedStorageChanges)
        .number(numberOfLayer1Txs)
        .word(priorityOperationsHash)
        .word(dependencyRootsRollingHash)
        .word(l2LogsTreeRoot)
        .number(timestamp)
        .word(commitment)
        .toBytes();
  }
}
