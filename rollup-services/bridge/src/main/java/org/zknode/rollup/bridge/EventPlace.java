/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Where an event of a bridge happened.
 *
 * @param network 0 is L1, others are rollup ids
 * @param blockNumber of that network
 * @param timestamp of that block, seconds since the epoch
 * @param logIndex place of the log in its block, from 0
 */
public record EventPlace(
    long network,
    long blockNumber,
    Bytes32 blockHash,
    long timestamp,
    Bytes32 transactionHash,
    long logIndex) {

  /**
   * Of a log on L1.
   *
   * @param block that of the log
   */
  static EventPlace of(final L1Log log, final L1BlockRef block) {
    return new EventPlace(
        0,
        log.blockNumber(),
        log.blockHash(),
        block.timestamp(),
        log.transactionHash(),
        log.logIndex());
  }
}
