/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet.feemarket;

import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface BaseFeeMarket extends FeeMarket {
  default long targetGasUsed(BlockHeader header) {
    throw new DeclarationOnly();
  }

  Wei computeBaseFee(
      long blockNumber, Wei parentBaseFee, long parentBlockGasUsed, long targetGasUsed);
}
