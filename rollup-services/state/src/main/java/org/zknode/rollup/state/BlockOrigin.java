/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;

/**
 * What a block was executed from: that list of transactions, after the block's parent and with the
 * other fields of its header, gives the block. Stored only where the block's own transactions do
 * not tell, because some of the list could not be applied. It stays true for ever, since the hash
 * binds all the rest.
 *
 * @param transactionsHash of the whole list, see {@link #of}
 */
public record BlockOrigin(Bytes32 blockHash, Bytes32 transactionsHash) {

  /**
   * @param transactions EIP-2718 network encodings, in the order in which they were executed
   */
  public static BlockOrigin of(final Bytes32 blockHash, final List<Bytes> transactions) {
    return new BlockOrigin(
        blockHash,
        Keccak256.hash(transactions.stream().map(Keccak256::hash).toArray(Bytes[]::new)));
  }
}
