/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * What the pool DB knows of each transaction, dead ones included until their retention is over.
 * Every method may throw {@link org.zknode.rollup.service.TemporaryException}.
 */
public interface TransactionFates {
  /** What became of that transaction; empty: never seen, or forgotten. */
  Optional<Fate> fate(Bytes32 hash);

  /** Nonces of that sender's pending and selected transactions, ascending. */
  List<Long> liveNonces(Address sender);

  /** Where a transaction stands. */
  enum Status {
    /** It waits. */
    PENDING,
    /** It is in an L2 block. */
    SELECTED,
    /** Another one of its sender and nonce took its place before it was in a block. */
    REPLACED,
    /** It waited for longer than the pool keeps transactions. */
    EXPIRED,
    /** It could not be applied, or the operator's lists or a full pool put it out. */
    FAILED,
    /** It needs more than a whole batch has. */
    INVALID
  }

  /**
   * One transaction.
   *
   * @param raw EIP-2718 network encoding; empty when only its fate is left
   * @param reason why it is dead
   * @param blockNumber of the L2 block that it is in
   * @param changedAtMillis when it came to this status
   */
  record Fate(
      Bytes32 hash,
      Address sender,
      long nonce,
      Status status,
      Optional<Bytes> raw,
      Optional<String> reason,
      OptionalLong blockNumber,
      long receivedAtMillis,
      long changedAtMillis) {}
}
