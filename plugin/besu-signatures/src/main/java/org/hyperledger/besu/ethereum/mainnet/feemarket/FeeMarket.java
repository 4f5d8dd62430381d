/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet.feemarket;

import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface FeeMarket {
  default Wei blobGasPricePerGas(BlobGas excessBlobGas) {
    throw new DeclarationOnly();
  }
}
