/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import org.zknode.eth.Address;

/**
 * What all nodes of the chain must agree on.
 *
 * @param l2ChainId chain id of L2
 * @param forkId the fork whose rules hold (8 = elderberry encoding)
 * @param coinbase l2Coinbase of every block and sequence
 * @param blockGasLimit constant gas limit of every L2 block
 */
public record ChainConfig(long l2ChainId, long forkId, Address coinbase, long blockGasLimit) {

  /** The same chain for a sequence with that l2Coinbase. */
  public ChainConfig withCoinbase(final Address other) {
    return new ChainConfig(l2ChainId, forkId, other, blockGasLimit);
  }
}
