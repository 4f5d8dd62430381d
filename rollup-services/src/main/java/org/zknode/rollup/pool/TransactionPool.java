/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/**
 * Port to the pool DB; several rpc nodes write into it, one sequencer reads. A transaction is
 * acknowledged only after it is stored durably.
 */
public interface TransactionPool extends AutoCloseable {

  /** Stores an admitted transaction durably; rules that need the table itself are checked here. */
  void add(SignedTransaction transaction) throws PoolRejectedException;

  /** Pending transactions by price descending, then age; nonces of one sender ascending. */
  List<PooledTransaction> pending(int limit);

  /** They are in an L2 block. */
  void markSelected(Collection<Bytes32> hashes, long blockNumber);

  /** It can never be included. */
  void markFailed(Bytes32 hash, String reason);

  /** Selected transactions of blocks above that number become pending again (after an unwind). */
  void unselectAbove(long blockNumber);

  Optional<PooledTransaction> find(Bytes32 hash);

  /** Highest pending or selected nonce of that sender. */
  Optional<Long> highestNonce(Address sender);

  long pendingCount();

  @Override
  void close();

  /**
   * @param raw EIP-2718 network encoding
   * @param status {@code pending}, {@code selected} or {@code failed}
   */
  record PooledTransaction(
      Bytes32 hash, Bytes raw, Address sender, long nonce, String status, long receivedAtMillis) {}
}
