/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * Everything of an L2 header that is not a result of execution; together with the parent and the
 * transactions it fixes the block hash (docs/spec/chain-rules.md, "Block header"). All of it
 * follows from L1 data alone.
 *
 * @param number block number, parent's + 1
 * @param parentHash hash of the parent block
 * @param timestamp seconds since the epoch: parent's timestamp + the batch data's deltaTimestamp
 * @param coinbase the sequence's l2Coinbase
 * @param gasLimit constant of the fork
 * @param l1InfoTreeIndex the block's l1InfoTreeIndex as in the batch data; 0 = none
 * @param l1InfoRoot L1 info root of that index, zero if the index is 0; becomes
 *     parentBeaconBlockRoot (EIP-4788)
 */
public record BlockAttributes(
    long number,
    Bytes32 parentHash,
    long timestamp,
    Address coinbase,
    long gasLimit,
    long l1InfoTreeIndex,
    Bytes32 l1InfoRoot) {

  /** The same on another parent. */
  public BlockAttributes withParent(final Bytes32 hash) {
    return new BlockAttributes(
        number, hash, timestamp, coinbase, gasLimit, l1InfoTreeIndex, l1InfoRoot);
  }

  /** The same with the root that its index has on L1. */
  public BlockAttributes withL1InfoRoot(final Bytes32 root) {
    return new BlockAttributes(
        number, parentHash, timestamp, coinbase, gasLimit, l1InfoTreeIndex, root);
  }
}
