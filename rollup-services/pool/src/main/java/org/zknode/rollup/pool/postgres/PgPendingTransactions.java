/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.pool.PendingJson;
import org.zknode.rollup.pool.PendingTransactions;

/** Pending transactions as the pool DB has them: the same on every node that reads it. */
final class PgPendingTransactions implements PendingTransactions {
  /** Of one sender; more are not looked at for its next nonce. */
  private static final int MAX_NONCES = 1_000;

  private final Database database;
  private final long chainId;

  PgPendingTransactions(final Database database, final long chainId) {
    this.database = database;
    this.chainId = chainId;
  }

  /** What is selected is in a block that may still be on its way to this node. */
  @Override
  public Optional<Map<String, Object>> find(final Bytes32 hash) {
    return database
        .single(handle -> new TransactionTable(handle).find(hash))
        .filter(row -> row.status().equals("pending") || row.status().equals("selected"))
        .map(row -> PendingJson.of(SignedTransaction.decode(row.raw(), row.sender()), chainId));
  }

  @Override
  public long nextNonce(final Address sender, final long latest) {
    final List<Long> nonces =
        database.single(
            handle ->
                handle
                    .select(
                        "SELECT nonce FROM pool.transaction WHERE sender = ?"
                            + " AND nonce >= ? AND status IN ('pending', 'selected')"
                            + " ORDER BY nonce LIMIT ?",
                        sender,
                        latest,
                        MAX_NONCES)
                    .mapTo(Long.class)
                    .list());
    long next = latest;
    for (final long nonce : nonces) {
      if (nonce != next) {
        break;
      }
      next++;
    }
    return next;
  }
}
