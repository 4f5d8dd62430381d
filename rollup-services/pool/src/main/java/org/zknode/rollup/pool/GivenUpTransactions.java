/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;

/** Transactions of blocks that leave the chain, whose users were told that they are in it. */
public final class GivenUpTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(GivenUpTransactions.class);

  private GivenUpTransactions() {}

  /**
   * Stores those that the pool does not have (any more); {@link TransactionPool#unselectAbove}
   * makes the others pending again.
   *
   * @param transactions network encodings in the order of their blocks
   */
  public static void store(final TransactionPool pool, final List<Bytes> transactions) {
    for (final Bytes raw : transactions) {
      // Finding the sender costs more than the look into the pool, where nearly all of them are.
      if (pool.find(Keccak256.hash(raw)).isEmpty()) {
        add(pool, SignedTransaction.decode(raw));
      }
    }
  }

  private static void add(final TransactionPool pool, final SignedTransaction transaction) {
    try {
      pool.add(transaction);
    } catch (final PoolRejectedException e) {
      LOG.warn(
          "transaction {} leaves the chain and the pool does not take it: {}",
          transaction.hash(),
          e.getMessage());
    }
  }
}
