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

/** Stands for Besu's in unit tests. */
public class Transaction implements org.hyperledger.besu.datatypes.Transaction {
  private final TransactionType type;
  private final long gasLimit;
  private final Address sender;
  private final Hash hash;
  private final Bytes raw;

  public Transaction(
      final TransactionType type,
      final long gasLimit,
      final Address sender,
      final Hash hash,
      final Bytes raw) {
    this.type = type;
    this.gasLimit = gasLimit;
    this.sender = sender;
    this.hash = hash;
    this.raw = raw;
  }

  public static Builder builder() {
    return new Builder();
  }

  public Address getSender() {
    return sender;
  }

  public TransactionType getType() {
    return type;
  }

  public long getGasLimit() {
    return gasLimit;
  }

  public Hash getHash() {
    return hash;
  }

  public Optional<Bytes> getRawRlp() {
    return Optional.of(raw);
  }

  /** Copies, with another sender. */
  public static class Builder {
    private Transaction original;
    private Address sender;
    private Hash hash;
    private Bytes raw;

    private Builder() {}

    public Builder copiedFrom(final Transaction toCopy) {
      original = toCopy;
      return this;
    }

    public Builder sender(final Address value) {
      sender = value;
      return this;
    }

    public Builder hash(final Hash value) {
      hash = value;
      return this;
    }

    public Builder rawRlp(final Bytes value) {
      raw = value;
      return this;
    }

    public Transaction build() {
      return new Transaction(original.type, original.gasLimit, sender, hash, raw);
    }
  }
}
