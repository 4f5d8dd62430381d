/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.pool.TransactionPool.PooledTransaction;

/** Table pool.transaction inside one database transaction. */
record TransactionTable(Handle handle) {
  private static final String REPLACED = "replaced transaction";
  private static final String OVERTAKEN = "nonce used by another transaction";

  private record Live(Bytes32 hash, String status, BigInteger price, long gasLimit) {
    /** The order in which transactions of one nonce replace each other (spec 5.1, rule 16). */
    BigInteger weight() {
      return price.multiply(BigInteger.valueOf(gasLimit));
    }
  }

  /**
   * Stores it as pending.
   *
   * @return why not
   */
  Optional<String> add(final SignedTransaction transaction, final long nowMillis) {
    // Nodes that take transactions of one sender at the same time wait for each other.
    handle
        .createQuery("SELECT pg_advisory_xact_lock(:key) IS NULL")
        .bind("key", Keccak256.hash(transaction.sender().bytes()).getLong(0))
        .mapTo(Boolean.class)
        .one();
    final Optional<Live> live = live(transaction.sender(), transaction.nonce());
    if (live.isPresent()) {
      final Optional<String> refusal = replace(live.get(), transaction);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    handle
        .createUpdate(
            """
            INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, gas_limit, status,
              received_at)
            VALUES (:hash, :raw, :sender, :nonce, :price, :gas, 'pending', :now)
            ON CONFLICT (hash) DO UPDATE SET status = 'pending', received_at = :now,
              failed_reason = NULL, position = DEFAULT""")
        .bind("hash", transaction.hash().toArrayUnsafe())
        .bind("raw", transaction.raw().toArrayUnsafe())
        .bind("sender", transaction.sender().bytes().toArrayUnsafe())
        .bind("nonce", transaction.nonce())
        .bind("price", new BigDecimal(transaction.maxFeePerGas()))
        .bind("gas", transaction.gasLimit())
        .bind("now", nowMillis)
        .execute();
    handle.execute("NOTIFY " + NewTransactionListener.CHANNEL);
    return Optional.empty();
  }

  private Optional<Live> live(final Address sender, final long nonce) {
    return handle
        .createQuery(
            "SELECT hash, status, gas_price, gas_limit FROM pool.transaction"
                + " WHERE sender = :sender AND nonce = :nonce AND status <> 'failed'")
        .bind("sender", sender.bytes().toArrayUnsafe())
        .bind("nonce", nonce)
        .map(
            (row, context) ->
                new Live(
                    Rows.bytes32(row, "hash"),
                    row.getString("status"),
                    Rows.integer(row, "gas_price"),
                    row.getLong("gas_limit")))
        .findOne();
  }

  private Optional<String> replace(final Live old, final SignedTransaction transaction) {
    if (old.hash().equals(transaction.hash())) {
      return Optional.of("already known");
    }
    final BigInteger weight =
        transaction.maxFeePerGas().multiply(BigInteger.valueOf(transaction.gasLimit()));
    if (old.weight().compareTo(weight) > 0) {
      return Optional.of("replacement transaction underpriced");
    }
    if (old.status().equals("selected")) {
      return Optional.of("nonce too low");
    }
    markFailed(old.hash(), REPLACED);
    return Optional.empty();
  }

  /**
   * A transaction counts with the lowest price and the youngest age among it and those that must
   * precede it, so the order by these keeps the nonces of a sender ascending.
   */
  List<PooledTransaction> pending(final int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM (
              SELECT hash, raw, sender, nonce, status, received_at,
                min(gas_price) OVER earlier AS price, max(position) OVER earlier AS age
              FROM pool.transaction WHERE status = 'pending'
              WINDOW earlier AS (PARTITION BY sender ORDER BY nonce)) AS ordered
            ORDER BY price DESC, age, nonce LIMIT :limit""")
        .bind("limit", limit)
        .map(TransactionTable::map)
        .list();
  }

  int markSelected(final Collection<Bytes32> hashes, final long blockNumber) {
    final byte[][] array = hashes.stream().map(Bytes32::toArrayUnsafe).toArray(byte[][]::new);
    // A replacement may have been stored after the sequencer read what it replaces.
    handle
        .createUpdate(
            """
            UPDATE pool.transaction AS other SET status = 'failed', block_number = NULL,
              failed_reason = :reason
            FROM pool.transaction AS mine
            WHERE mine.hash = ANY (:hashes) AND other.sender = mine.sender
              AND other.nonce = mine.nonce AND other.hash <> mine.hash
              AND other.status <> 'failed'""")
        .bind("reason", OVERTAKEN)
        .bindBySqlType("hashes", array, java.sql.Types.ARRAY)
        .execute();
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'selected', block_number = :block,"
                + " failed_reason = NULL WHERE hash = ANY (:hashes)")
        .bind("block", blockNumber)
        .bindBySqlType("hashes", array, java.sql.Types.ARRAY)
        .execute();
  }

  int markFailed(final Bytes32 hash, final String reason) {
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'failed', failed_reason = :reason"
                + " WHERE hash = :hash AND status = 'pending'")
        .bind("reason", reason)
        .bind("hash", hash.toArrayUnsafe())
        .execute();
  }

  int unselectAbove(final long blockNumber) {
    return handle
        .createUpdate(
            "UPDATE pool.transaction SET status = 'pending', block_number = NULL"
                + " WHERE status = 'selected' AND block_number > :block")
        .bind("block", blockNumber)
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
            "SELECT nonce FROM pool.transaction WHERE sender = :sender AND status <> 'failed'"
                + " ORDER BY nonce DESC LIMIT 1")
        .bind("sender", sender.bytes().toArrayUnsafe())
        .mapTo(Long.class)
        .findOne();
  }

  long pendingCount() {
    return handle
        .createQuery("SELECT count(*) FROM pool.transaction WHERE status = 'pending'")
        .mapTo(Long.class)
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
