/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.TransactionCost;
import org.zknode.rollup.pool.PoolQuota;
import org.zknode.rollup.pool.RefusalReason;

/** Stores transactions with one statement for all of them: one round trip, one commit. */
final class NewTransactions {
  private static final String STATEMENT =
      "SELECT pool.add_transactions(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /** Tries of a statement that the database gave up for the sake of another one. */
  private static final int MAX_TRIES = 3;

  private NewTransactions() {}

  record Row(SignedTransaction transaction, TransactionCost cost) {}

  /**
   * Takes each transaction or refuses it, independent of the others.
   *
   * @param connection with autocommit
   * @return for each, in order, why it is not stored
   */
  static List<Optional<RefusalReason>> add(
      final Connection connection,
      final List<Row> rows,
      final PoolQuota quota,
      final long nowMillis)
      throws SQLException {
    for (int tried = 1; ; tried++) {
      try {
        return tryToAdd(connection, rows, quota, nowMillis);
      } catch (final SQLException e) {
        if (!isGivenUp(e) || tried == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** SQLSTATE class 40: nothing of the statement took effect, and it may be tried again. */
  private static boolean isGivenUp(final SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("40");
  }

  private static List<Optional<RefusalReason>> tryToAdd(
      final Connection connection,
      final List<Row> rows,
      final PoolQuota quota,
      final long nowMillis)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STATEMENT)) {
      setBytes(statement, 1, rows, tx -> tx.hash().toArrayUnsafe());
      setBytes(statement, 2, rows, tx -> tx.raw().toArrayUnsafe());
      setBytes(statement, 3, rows, tx -> tx.sender().bytes().toArrayUnsafe());
      set(statement, 4, "int8", rows, row -> row.transaction().nonce());
      set(statement, 5, "numeric", rows, row -> new BigDecimal(row.transaction().maxFeePerGas()));
      set(
          statement,
          6,
          "numeric",
          rows,
          row -> new BigDecimal(row.transaction().maxPriorityFeePerGas()));
      set(statement, 7, "int8", rows, row -> row.transaction().gasLimit());
      set(statement, 8, "int4", rows, row -> row.cost().encodedBytes());
      set(statement, 9, "int8", rows, row -> row.cost().dataGas());
      set(statement, 10, "int8", rows, row -> row.cost().leastGas());
      statement.setLong(11, nowMillis);
      statement.setInt(12, quota.priceBumpPercent());
      statement.setLong(13, nowMillis - PoolQuota.DEATHS_PERIOD.toMillis());
      statement.setInt(14, quota.maxDeathsPerSender());
      statement.setInt(15, quota.smallBytes());
      statement.setLong(16, quota.maxPendingBytesPerSender());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        final List<Optional<RefusalReason>> refusals = new ArrayList<>(rows.size());
        for (final String code : (String[]) row.getArray(1).getArray()) {
          refusals.add(Optional.ofNullable(code).map(NewTransactions::reason));
        }
        return refusals;
      }
    }
  }

  private static void setBytes(
      final PreparedStatement statement,
      final int index,
      final List<Row> rows,
      final Function<SignedTransaction, byte[]> value)
      throws SQLException {
    final byte[][] values =
        rows.stream().map(row -> value.apply(row.transaction())).toArray(byte[][]::new);
    statement.setArray(index, statement.getConnection().createArrayOf("bytea", values));
  }

  private static void set(
      final PreparedStatement statement,
      final int index,
      final String type,
      final List<Row> rows,
      final Function<Row, Object> value)
      throws SQLException {
    final Object[] values = rows.stream().map(value).toArray();
    statement.setArray(index, statement.getConnection().createArrayOf(type, values));
  }

  /** What the functions of the pool DB answer. */
  private static RefusalReason reason(final String code) {
    return switch (code) {
      case "too many failed" -> RefusalReason.TOO_MANY_FAILED;
      case "too many bytes" -> RefusalReason.TOO_MANY_BYTES;
      case "known" -> RefusalReason.ALREADY_KNOWN;
      case "underpriced" -> RefusalReason.REPLACEMENT_UNDERPRICED;
      case "nonce used" -> RefusalReason.NONCE_TOO_LOW;
      default -> throw new IllegalStateException("the pool DB answered '" + code + "'");
    };
  }
}
