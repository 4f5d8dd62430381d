/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.eth.Address;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.pool.TransactionPool.Dead;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;

/** Table pool.transaction inside one database transaction. */
record TransactionTable(Handle handle) {
  private static final String OVERTAKEN = "nonce used by another transaction";
  static final String EXPIRED = "transaction expired";

  /** Rows per reading of all candidates: far above any limit of pending transactions. */
  private static final int MAX_CANDIDATES = 100_000;

  List<Candidate> candidates() {
    return handle
        .createQuery(
            "SELECT hash, sender, nonce, gas_price, priority_price, encoded_bytes, position,"
                + " data_gas, least_gas FROM pool.transaction WHERE status = 'pending' ORDER BY position LIMIT :limit")
        .bind("limit", MAX_CANDIDATES)
        .setFetchSize(MAX_CANDIDATES)
        .map(
            (row, context) ->
                new Candidate(
                    Rows.bytes32(row, "hash"),
                    Rows.address(row, "sender"),
                    row.getLong("nonce"),
                    Rows.integer(row, "gas_price"),
                    Rows.integer(row, "priority_price"),
                    row.getInt("encoded_bytes"),
                    row.getLong("position"),
                    row.getLong("data_gas"),
                    row.getLong("least_gas")))
        .list();
  }

  Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    final Map<Bytes32, Bytes> raw = new HashMap<>();
    handle
        .createQuery("SELECT hash, raw FROM pool.transaction WHERE hash = ANY (:hashes)")
        .bindBySqlType("hashes", array(hashes), Types.ARRAY)
        .map((row, context) -> Map.entry(Rows.bytes32(row, "hash"), Rows.bytes(row, "raw")))
        .forEach(entry -> raw.put(entry.getKey(), entry.getValue()));
    return raw;
  }

  private static byte[][] array(final Collection<Bytes32> hashes) {
    return hashes.stream().map(Bytes32::toArrayUnsafe).toArray(byte[][]::new);
  }

  int markSelected(final Collection<Bytes32> hashes, final long blockNumber, final long nowMillis) {
    final byte[][] array = array(hashes);
    // A replacement may have been stored after the sequencer read what it replaces.
    handle
        .createUpdate(
            """
            UPDATE pool.transaction AS other SET status = 'failed', block_number = NULL,
              failed_reason = :reason, changed_at = :now
            FROM pool.transaction AS mine
            WHERE mine.hash = ANY (:hashes) AND other.sender = mine.sender
              AND other.nonce = mine.nonce AND other.hash <> mine.hash
              AND other.status IN ('pending', 'selected')""")
        .bind("reason", OVERTAKEN)
        .bind("now", nowMillis)
        .bindBySqlType("hashes", array, Types.ARRAY)
        .execute();
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'selected', block_number = :block,"
                + " failed_reason = NULL, changed_at = :now WHERE hash = ANY (:hashes)")
        .bind("block", blockNumber)
        .bind("now", nowMillis)
        .bindBySqlType("hashes", array, Types.ARRAY)
        .execute();
  }

  /**
   * @param status {@code failed} or {@code invalid}
   */
  int giveUp(final Bytes32 hash, final String status, final String reason, final long nowMillis) {
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = :status, failed_reason = :reason,"
                + " changed_at = :now WHERE hash = :hash AND status = 'pending'")
        .bind("status", status)
        .bind("reason", reason)
        .bind("now", nowMillis)
        .bind("hash", hash.toArrayUnsafe())
        .execute();
  }

  /** As {@link #giveUp(Bytes32, String, String, long)}, in one round trip. */
  int giveUp(final List<Dead> transactions, final long nowMillis) {
    final PreparedBatch batch =
        handle.prepareBatch(
            "UPDATE pool.transaction SET status = :status, failed_reason = :reason,"
                + " changed_at = :now WHERE hash = :hash AND status = 'pending'");
    for (final Dead transaction : transactions) {
      batch
          .bind("status", transaction.oversized() ? "invalid" : "failed")
          .bind("reason", transaction.reason())
          .bind("now", nowMillis)
          .bind("hash", transaction.hash().toArrayUnsafe())
          .add();
    }
    return IntStream.of(batch.execute()).sum();
  }

  int unselectOthers(
      final Collection<Bytes32> hashes, final long blockNumber, final long nowMillis) {
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'pending', block_number = NULL,"
                + " changed_at = :now WHERE status = 'selected' AND block_number = :block"
                + " AND NOT hash = ANY (:hashes)")
        .bind("block", blockNumber)
        .bind("now", nowMillis)
        .bindBySqlType("hashes", array(hashes), Types.ARRAY)
        .execute();
  }

  int unselectAbove(final long blockNumber, final long nowMillis) {
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'pending', block_number = NULL,"
                + " changed_at = :now WHERE status = 'selected' AND block_number > :block")
        .bind("block", blockNumber)
        .bind("now", nowMillis)
        .execute();
  }

  int expire(final long receivedBefore, final int limit, final long nowMillis) {
    return handle
        .createUpdate(
            """
            UPDATE pool.transaction SET status = 'failed', failed_reason = :reason,
              changed_at = :now
            WHERE status = 'pending' AND hash IN (
              SELECT hash FROM pool.transaction
              WHERE status = 'pending' AND received_at < :before LIMIT :limit)""")
        .bind("reason", EXPIRED)
        .bind("now", nowMillis)
        .bind("before", receivedBefore)
        .bind("limit", limit)
        .execute();
  }

  List<Long> liveNonces(final Address sender) {
    return handle
        .createQuery(
            "SELECT nonce FROM pool.transaction WHERE sender = :sender"
                + " AND status IN ('pending', 'selected') ORDER BY nonce")
        .bind("sender", sender.bytes().toArrayUnsafe())
        .mapTo(Long.class)
        .list();
  }

  boolean hasNonces(final Address sender, final long first, final long last) {
    return handle
            .createQuery(
                "SELECT count(*) FROM pool.transaction WHERE sender = :sender AND nonce >= :first"
                    + " AND nonce < :last AND status IN ('pending', 'selected')")
            .bind("sender", sender.bytes().toArrayUnsafe())
            .bind("first", first)
            .bind("last", last)
            .mapTo(Long.class)
            .one()
        == last - first;
  }

  int deleteSelectedUpTo(final long blockNumber, final int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM pool.transaction WHERE status = 'selected' AND hash IN (
              SELECT hash FROM pool.transaction
              WHERE status = 'selected' AND block_number <= :block LIMIT :limit)""")
        .bind("block", blockNumber)
        .bind("limit", limit)
        .execute();
  }

  /** What became of them is kept. */
  int deleteDead(final long changedBefore, final int limit) {
    return handle
        .createUpdate(
            """
            WITH gone AS (
              DELETE FROM pool.transaction WHERE status IN ('failed', 'invalid') AND hash IN (
                SELECT hash FROM pool.transaction
                WHERE status IN ('failed', 'invalid') AND changed_at < :before LIMIT :limit)
              RETURNING hash, sender, nonce, status, failed_reason, received_at, changed_at)
            INSERT INTO pool.fate (hash, sender, nonce, status, reason, received_at, changed_at)
              SELECT * FROM gone
              ON CONFLICT (hash) DO UPDATE SET status = excluded.status,
                reason = excluded.reason, received_at = excluded.received_at,
                changed_at = excluded.changed_at""")
        .bind("before", changedBefore)
        .bind("limit", limit)
        .execute();
  }

  Optional<PooledTransaction> find(final Bytes32 hash) {
    return handle
        .createQuery("SELECT * FROM pool.transaction WHERE hash = :hash")
        .bind("hash", hash.toArrayUnsafe())
        .map(TransactionTable::map)
        .findOne();
  }

  Optional<Long> highestNonce(final Address sender) {
    return handle
        .createQuery(
            "SELECT nonce FROM pool.transaction WHERE sender = :sender AND status IN ('pending', 'selected')"
                + " ORDER BY nonce DESC LIMIT 1")
        .bind("sender", sender.bytes().toArrayUnsafe())
        .mapTo(Long.class)
        .findOne();
  }

  PendingCount.Waiting waiting() {
    return handle
        .createQuery(
            "SELECT count(*) AS count, coalesce(sum(encoded_bytes), 0) AS bytes"
                + " FROM pool.transaction WHERE status = 'pending'")
        .map((row, context) -> new PendingCount.Waiting(row.getLong("count"), row.getLong("bytes")))
        .one();
  }

  private static PooledTransaction map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new PooledTransaction(
        Rows.bytes32(row, "hash"),
        Rows.bytes(row, "raw"),
        Rows.address(row, "sender"),
        row.getLong("nonce"),
        row.getString("status"),
        row.getLong("received_at"));
  }
}
