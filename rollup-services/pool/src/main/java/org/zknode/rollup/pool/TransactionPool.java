/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;

/**
 * Port to the pool DB; several rpc nodes write into it, one sequencer reads. A transaction is
 * acknowledged only after it is stored durably.
 */
public interface TransactionPool extends AutoCloseable {

  /**
   * Stores an admitted transaction durably; rules that need the table itself are checked here.
   *
   * @param cost of that transaction
   */
  void add(SignedTransaction transaction, TransactionCost cost) throws PoolRejectedException;

  /** The same for callers that have not looked at its cost yet. */
  default void add(final SignedTransaction transaction) throws PoolRejectedException {
    add(transaction, TransactionCost.of(transaction));
  }

  /**
   * Whether new transactions are refused with {@code txpool is full}; known to a fraction of a
   * second.
   */
  boolean isFull();

  /**
   * Whether transactions are taken that cannot be in a block before another one of their sender
   * comes: not when the pool has little room left. Known to a fraction of a second.
   */
  default boolean takesGaps() {
    return true;
  }

  /** Whether that sender's nonces from the first up to, but without, the last are in the pool. */
  default boolean hasNonces(final Address sender, final long first, final long last) {
    return true;
  }

  /**
   * Pending transactions that came and went since an earlier answer, at a cost that depends on
   * these alone, without their bytes: those may be a hundred kilobytes each. Never misses one; rows
   * that somebody deletes while they are pending are not told.
   *
   * @param since token of that answer; empty = all that are pending
   */
  PendingChanges changes(Optional<String> since);

  /** All that are pending, in no order. */
  default List<Candidate> candidates() {
    return changes(Optional.empty()).pending();
  }

  /** The bytes of these transactions; what is not in the pool any more is left out. */
  Map<Bytes32, Bytes> load(Collection<Bytes32> hashes);

  /**
   * Waits until a transaction was added since the last call, by whichever node; the first call, and
   * the first after a lost connection, returns true at once. For one waiting thread.
   *
   * @return false when the time is up or the pool is closed
   */
  boolean awaitNew(Duration timeout);

  /** They are in an L2 block. */
  void markSelected(Collection<Bytes32> hashes, long blockNumber);

  /** It can never be included: nonce, balance or another rule of execution. */
  void markFailed(Bytes32 hash, String reason);

  /** It can never be included: it needs more of a batch's resources than a whole batch has. */
  void markInvalid(Bytes32 hash, String reason);

  /**
   * Several at once that can never be included, for {@link #markFailed} or {@link #markInvalid}.
   */
  default void giveUp(final List<Dead> transactions) {
    for (final Dead transaction : transactions) {
      if (transaction.oversized()) {
        markInvalid(transaction.hash(), transaction.reason());
      } else {
        markFailed(transaction.hash(), transaction.reason());
      }
    }
  }

  /**
   * Exactly these are in the L2 block of that number, which was taken from L1: what else was marked
   * as selected by a block of that number is pending again.
   */
  void settle(Collection<Bytes32> hashes, long blockNumber);

  /**
   * Selected transactions of blocks above that number become pending again: the chain does not have
   * these blocks any more.
   *
   * @return how many
   */
  int unselectAbove(long blockNumber);

  Optional<PooledTransaction> find(Bytes32 hash);

  /** Highest pending or selected nonce of that sender. */
  Optional<Long> highestNonce(Address sender);

  long pendingCount();

  @Override
  void close();

  /**
   * A transaction that can never be included.
   *
   * @param oversized it needs more than a whole batch has
   */
  record Dead(Bytes32 hash, String reason, boolean oversized) {}

  /**
   * What ordering needs to know of a pending transaction.
   *
   * @param sender recovered from the signature by the node that took the transaction, and stored
   *     with its bytes: blocks are built with it
   * @param maxFeePerGas gas price of types 0 and 1, in wei
   * @param maxPriorityFeePerGas equals maxFeePerGas for types 0 and 1, in wei
   * @param encodedBytes bytes that it takes in a batch
   * @param position age: lower came earlier
   * @param dataGas L1 gas of its bytes, see {@link TransactionCost}; 0 where an older version
   *     stored it
   * @param leastGas L2 gas that it pays for at least
   */
  record Candidate(
      Bytes32 hash,
      Address sender,
      long nonce,
      BigInteger maxFeePerGas,
      BigInteger maxPriorityFeePerGas,
      int encodedBytes,
      long position,
      long dataGas,
      long leastGas) {}

  /**
   * @param raw EIP-2718 network encoding
   * @param status {@code pending}, {@code selected}, {@code failed} or {@code invalid}
   */
  record PooledTransaction(
      Bytes32 hash, Bytes raw, Address sender, long nonce, String status, long receivedAtMillis) {}
}
