/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.TransactionType;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Transaction implements org.hyperledger.besu.datatypes.Transaction {
  private Transaction() {}

  public static Builder builder() {
    throw new DeclarationOnly();
  }

  public Address getSender() {
    throw new DeclarationOnly();
  }

  public TransactionType getType() {
    throw new DeclarationOnly();
  }

  public long getGasLimit() {
    throw new DeclarationOnly();
  }

  public Hash getHash() {
    throw new DeclarationOnly();
  }

  public Optional<Bytes> getRawRlp() {
    throw new DeclarationOnly();
  }

  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  public static class Builder {
    private Builder() {}

    public Builder copiedFrom(Transaction toCopy) {
      throw new DeclarationOnly();
    }

    public Builder sender(Address sender) {
      throw new DeclarationOnly();
    }

    public Builder hash(Hash hash) {
      throw new DeclarationOnly();
    }

    public Builder rawRlp(Bytes rawRlp) {
      throw new DeclarationOnly();
    }

    public Transaction build() {
      throw new DeclarationOnly();
    }
  }
}
