/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import org.hyperledger.besu.ethereum.core.BlockHeaderFunctions;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class MainnetBlockHeaderFunctions implements BlockHeaderFunctions {
  public MainnetBlockHeaderFunctions() {
    throw new DeclarationOnly();
  }
}
