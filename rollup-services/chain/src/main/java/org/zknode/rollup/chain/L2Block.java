/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;

/**
 * An L2 block as the execution engine's chain has it.
 *
 * @param transactions the included transactions in order, each in its EIP-2718 network encoding
 *     (legacy: bare RLP list)
 */
public record L2Block(
    long number,
    Bytes32 hash,
    Bytes32 parentHash,
    Bytes32 stateRoot,
    long timestamp,
    Address coinbase,
    long gasLimit,
    long gasUsed,
    UInt256 baseFee,
    List<Bytes> transactions) {

  public L2Block {
    transactions = List.copyOf(transactions);
  }
}
