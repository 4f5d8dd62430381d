/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.chain;

import org.hyperledger.besu.datatypes.Hash;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionLocation {
  private TransactionLocation() {}

  public Hash getBlockHash() {
    throw new DeclarationOnly();
  }

  public int getTransactionIndex() {
    throw new DeclarationOnly();
  }
}
