/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.pool.TransactionFates.Fate;

/** What became of transactions: tables pool.transaction and pool.fate together. */
record FateTable(Handle handle) {
  /** What pool.replace_transaction writes before the hash of the new one. */
  private static final String REPLACED = "replaced by ";

  /** What an older version wrote. */
  private static final String REPLACED_BEFORE = "replaced transaction";

  Optional<Fate> find(final Bytes32 hash) {
    return handle
        .createQuery(
            """
            SELECT hash, sender, nonce, raw, reason, block_number, received_at_millis,
              changed_at_millis, CASE
                WHEN status <> 'failed' THEN upper(status)
                WHEN starts_with(reason, :replaced) OR reason = :replacedBefore THEN 'REPLACED'
                WHEN reason = :expired THEN 'EXPIRED'
                ELSE 'FAILED' END AS status
            FROM (
              SELECT hash, sender, nonce, status, raw, failed_reason AS reason, block_number,
                  received_at AS received_at_millis, changed_at AS changed_at_millis
                FROM pool.transaction WHERE hash = :hash
              UNION ALL
              SELECT hash, sender, nonce, status, NULL, reason, NULL, received_at, changed_at
                FROM pool.fate WHERE hash = :hash
              ORDER BY changed_at_millis DESC LIMIT 1) AS newest""")
        .bind("hash", hash)
        .bind("replaced", REPLACED)
        .bind("replacedBefore", REPLACED_BEFORE)
        .bind("expired", TransactionTable.EXPIRED)
        .mapTo(Fate.class)
        .findOne();
  }

  int deleteBefore(final long changedBefore, final int limit) {
    return handle.execute(
        "DELETE FROM pool.fate WHERE hash IN (SELECT hash FROM pool.fate"
            + " WHERE changed_at < ? LIMIT ?)",
        changedBefore,
        limit);
  }
}
