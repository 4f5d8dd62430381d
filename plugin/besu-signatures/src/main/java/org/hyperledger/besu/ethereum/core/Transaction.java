/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.TransactionType;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Transaction implements org.hyperledger.besu.datatypes.Transaction {
  private Transaction() {}

  public Address getSender() {
    throw new DeclarationOnly();
  }

  public TransactionType getType() {
    throw new DeclarationOnly();
  }

  public long getGasLimit() {
    throw new DeclarationOnly();
  }
}
