/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.zknode.eth.Address;
import org.zknode.rollup.pool.TransactionPool.Dead;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;

/** Table pool.transaction inside one database transaction. */
record TransactionTable(Handle handle) {
  private static final String OVERTAKEN = "nonce used by another transaction";
  static final String EXPIRED = "transaction expired";

  Map<Bytes32, Bytes> load(final Collection<Bytes32> hashes) {
    return handle
        .createQuery("SELECT hash, raw FROM pool.transaction WHERE hash = ANY (:hashes)")
        .bindBySqlType("hashes", array(hashes), Types.ARRAY)
        .setMapKeyColumn("hash")
        .setMapValueColumn("raw")
        .collectInto(new GenericType<>() {});
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
    return handle.execute(
        "UPDATE pool.transaction SET status = ?, failed_reason = ?,"
            + " changed_at = ? WHERE hash = ? AND status = 'pending'",
        status,
        reason,
        nowMillis,
        hash);
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
          .bind("hash", transaction.hash())
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
    return handle.execute(
        """
        UPDATE pool.transaction SET status = 'failed', failed_reason = ?,
          changed_at = ?
        WHERE status = 'pending' AND hash IN (
          SELECT hash FROM pool.transaction
          WHERE status = 'pending' AND received_at < ? LIMIT ?)""",
        EXPIRED,
        nowMillis,
        receivedBefore,
        limit);
  }

  List<Long> liveNonces(final Address sender) {
    return handle
        .select(
            "SELECT nonce FROM pool.transaction WHERE sender = ?"
                + " AND status IN ('pending', 'selected') ORDER BY nonce",
            sender)
        .mapTo(Long.class)
        .list();
  }

  boolean hasNonces(final Address sender, final long first, final long last) {
    return handle
            .select(
                "SELECT count(*) FROM pool.transaction WHERE sender = ? AND nonce >= ?"
                    + " AND nonce < ? AND status IN ('pending', 'selected')",
                sender,
                first,
                last)
            .mapTo(Long.class)
            .one()
        == last - first;
  }

  int deleteSelectedUpTo(final long blockNumber, final int limit) {
    return handle.execute(
        """
        DELETE FROM pool.transaction WHERE status = 'selected' AND hash IN (
          SELECT hash FROM pool.transaction
          WHERE status = 'selected' AND block_number <= ? LIMIT ?)""",
        blockNumber,
        limit);
  }

  /** What became of them is kept. */
  int deleteDead(final long changedBefore, final int limit) {
    return handle.execute(
        """
        WITH gone AS (
          DELETE FROM pool.transaction WHERE status IN ('failed', 'invalid') AND hash IN (
            SELECT hash FROM pool.transaction
            WHERE status IN ('failed', 'invalid') AND changed_at < ? LIMIT ?)
          RETURNING hash, sender, nonce, status, failed_reason, received_at, changed_at)
        INSERT INTO pool.fate (hash, sender, nonce, status, reason, received_at, changed_at)
          SELECT * FROM gone
          ON CONFLICT (hash) DO UPDATE SET status = excluded.status,
            reason = excluded.reason, received_at = excluded.received_at,
            changed_at = excluded.changed_at""",
        changedBefore,
        limit);
  }

  Optional<PooledTransaction> find(final Bytes32 hash) {
    return handle
        .select(
            "SELECT *, received_at AS received_at_millis FROM pool.transaction WHERE hash = ?",
            hash)
        .mapTo(PooledTransaction.class)
        .findOne();
  }

  Optional<Long> highestNonce(final Address sender) {
    return handle
        .select(
            "SELECT nonce FROM pool.transaction WHERE sender = ?"
                + " AND status IN ('pending', 'selected') ORDER BY nonce DESC LIMIT 1",
            sender)
        .mapTo(Long.class)
        .findOne();
  }

  PendingCount.Waiting waiting() {
    return handle
        .select(
            "SELECT count(*) AS transactions, coalesce(sum(encoded_bytes), 0) AS bytes"
                + " FROM pool.transaction WHERE status = 'pending'")
        .mapTo(PendingCount.Waiting.class)
        .one();
  }
}
