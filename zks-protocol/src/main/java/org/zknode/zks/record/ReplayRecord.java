/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/**
 * Everything that another node needs to execute a block again (docs/spec/zks-wire.md, "Replay
 * record"), independent of the format in which it travels. Longs are unsigned 64-bit.
 *
 * @param transactions EIP-2718 network encodings (legacy: bare RLP list), as they were
 * @param previousBlockTimestamp seconds since the epoch
 * @param blockOutputHash what execution must give
 * @param startingInteropRootId not carried by the formats 1 and 2 (zero there)
 * @param startingMigrationNumber not carried by format 1
 * @param startingInteropFeeNumber not carried by format 1
 */
public record ReplayRecord(
    BlockContext context,
    long startingL1PriorityId,
    List<Bytes> transactions,
    long previousBlockTimestamp,
    ProtocolVersion protocolVersion,
    Bytes32 blockOutputHash,
    List<ForcePreimage> forcePreimages,
    long startingInteropRootId,
    long startingMigrationNumber,
    long startingInteropFeeNumber) {

  public ReplayRecord {
    transactions = List.copyOf(transactions);
    forcePreimages = List.copyOf(forcePreimages);
  }

  public long blockNumber() {
    return context.blockNumber();
  }
}
