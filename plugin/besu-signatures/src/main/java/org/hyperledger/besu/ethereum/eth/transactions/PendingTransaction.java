/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.eth.transactions;

import org.hyperledger.besu.datatypes.Hash;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class PendingTransaction {
  protected PendingTransaction() {}

  public Hash getHash() {
    throw new DeclarationOnly();
  }

  public long getNonce() {
    throw new DeclarationOnly();
  }
}
