/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.pool.TransactionFates.Status;

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
            SELECT hash, sender, nonce, status, raw, failed_reason, block_number, received_at,
                changed_at
              FROM pool.transaction WHERE hash = :hash
            UNION ALL
            SELECT hash, sender, nonce, status, NULL, reason, NULL, received_at, changed_at
              FROM pool.fate WHERE hash = :hash
            ORDER BY changed_at DESC LIMIT 1""")
        .bind("hash", hash.toArrayUnsafe())
        .map(FateTable::map)
        .findOne();
  }

  int deleteBefore(final long changedBefore, final int limit) {
    return handle
        .createUpdate(
            "DELETE FROM pool.fate WHERE hash IN (SELECT hash FROM pool.fate"
                + " WHERE changed_at < :before LIMIT :limit)")
        .bind("before", changedBefore)
        .bind("limit", limit)
        .execute();
  }

  private static Fate map(final ResultSet row, final StatementContext context) throws SQLException {
    final Optional<String> reason = Optional.ofNullable(row.getString("failed_reason"));
    final long block = row.getLong("block_number");
    final OptionalLong blockNumber = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(block);
    return new Fate(
        Rows.bytes32(row, "hash"),
        Rows.address(row, "sender"),
        row.getLong("nonce"),
        status(row.getString("status"), reason.orElse("")),
        Optional.ofNullable(row.getBytes("raw")).map(Bytes::wrap),
        reason,
        blockNumber,
        row.getLong("received_at"),
        row.getLong("changed_at"));
  }

  private static Status status(final String status, final String reason) {
    return switch (status) {
      case "pending" -> Status.PENDING;
      case "selected" -> Status.SELECTED;
      case "invalid" -> Status.INVALID;
      case "failed" -> {
        if (reason.startsWith(REPLACED) || reason.equals(REPLACED_BEFORE)) {
          yield Status.REPLACED;
        }
        yield reason.equals(TransactionTable.EXPIRED) ? Status.EXPIRED : Status.FAILED;
      }
      default -> throw new IllegalStateException("the pool DB has status '" + status + "'");
    };
  }
}
