/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.hyperledger.besu.datatypes.Wei;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class MiningConfiguration {
  public static final MiningConfiguration MINING_DISABLED = null;

  protected MiningConfiguration() {}

  public MiningConfiguration setMinTransactionGasPrice(final Wei minTransactionGasPrice) {
    throw new DeclarationOnly();
  }

  public MiningConfiguration setMinPriorityFeePerGas(final Wei minPriorityFeePerGas) {
    throw new DeclarationOnly();
  }
}
