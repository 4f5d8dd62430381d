/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ForcedInput;

/**
 * A batch in the queue of the consensus contract, from its ForceBatch event
 * (docs/spec/l1-contracts.md, "Events").
 *
 * @param l1Block number of the L1 block with the event
 * @param l1Transaction hash of the forcing L1 transaction
 * @param sender who forced it
 * @param batchL2Data transactions without a block header (docs/spec/batch-data.md, "Forced data")
 */
public record ForcedBatch(
    ForcedInput input, long l1Block, Bytes32 l1Transaction, Address sender, Bytes batchL2Data) {

  public long number() {
    return input.number();
  }

  /** What the contract keeps of it while it waits (docs/spec/hashes.md, "Queued forced batch"). */
  public Bytes32 queueHash() {
    return Keccak256.hash(
        Keccak256.hash(batchL2Data),
        input.globalExitRoot(),
        Bytes.ofUnsignedLong(input.timestamp()),
        input.blockHashL1());
  }
}
