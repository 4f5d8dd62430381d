/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.engine.ChainReader;

/**
 * An event of any contract on L1.
 *
 * @param event its contract, topics and data
 * @param logIndex place in its block, from 0
 */
public record L1Log(
    ChainReader.Log event,
    long blockNumber,
    Bytes32 blockHash,
    Bytes32 transactionHash,
    long logIndex) {
  /** What a log without data takes: its place, topics, and what they become. */
  private static final int BARE_BYTES = 512;

  /** What it takes in memory, about. */
  public long bytes() {
    return bytes(event.data().size());
  }

  /** The same for a log with so many bytes of data. */
  public static long bytes(final int data) {
    return BARE_BYTES + data;
  }
}
