/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.zknode.eth.Address;
import org.zknode.rollup.database.Rows;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore.MonitoredTransactions;

/** Table state.monitored_tx. */
record PgMonitoredTransactions(Handle handle) implements MonitoredTransactions {

  @Override
  public void insertIfAbsent(final MonitoredTransaction transaction) {
    bind(
            handle.createUpdate(
                """
                INSERT INTO state.monitored_tx (owner, id, depends_on, from_address, to_address, data,
                  nonce, gas_limit, max_fee_per_gas, max_priority_fee_per_gas,
                  accepted_max_fee_per_gas, accepted_priority_fee_per_gas, status, history,
                  withdrawn_at, l1_block, error)
                VALUES (:owner, :id, :after, :from, :to, :data, :nonce, :gas, :fee, :tip,
                  :acceptedFee, :acceptedTip, :status, :history, :withdrawn, :block, :error)
                ON CONFLICT (owner, id) DO NOTHING\
                """),
            transaction)
        .execute();
  }

  @Override
  public void update(final MonitoredTransaction transaction) {
    final int rows =
        bind(
                handle.createUpdate(
                    """
                    UPDATE state.monitored_tx SET depends_on = :after, from_address = :from,
                      to_address = :to, data = :data, nonce = :nonce, gas_limit = :gas,
                      max_fee_per_gas = :fee, max_priority_fee_per_gas = :tip,
                      accepted_max_fee_per_gas = :acceptedFee,
                      accepted_priority_fee_per_gas = :acceptedTip, status = :status,
                      history = :history, withdrawn_at = :withdrawn, l1_block = :block,
                      error = :error
                    WHERE owner = :owner AND id = :id\
                    """),
                transaction)
            .execute();
    if (rows != 1) {
      throw new IllegalStateException(
          "state DB has no monitored transaction %s/%s to update"
              .formatted(transaction.owner(), transaction.id()));
    }
  }

  private static Update bind(final Update update, final MonitoredTransaction transaction) {
    return update
        .bind("owner", transaction.owner())
        .bind("id", transaction.id())
        .bind("from", transaction.from().bytes().toArrayUnsafe())
        .bind("to", transaction.to().bytes().toArrayUnsafe())
        .bind("data", transaction.data().toArrayUnsafe())
        .bind("nonce", transaction.nonce().orElse(null))
        .bind("gas", transaction.gasLimit())
        .bind("after", transaction.dependsOn().orElse(null))
        .bind("fee", new BigDecimal(transaction.price().maxFeePerGas()))
        .bind("tip", new BigDecimal(transaction.price().maxPriorityFeePerGas()))
        .bind(
            "acceptedFee",
            transaction.accepted().map(Price::maxFeePerGas).map(BigDecimal::new).orElse(null))
        .bind(
            "acceptedTip",
            transaction
                .accepted()
                .map(Price::maxPriorityFeePerGas)
                .map(BigDecimal::new)
                .orElse(null))
        .bind("withdrawn", transaction.withdrawnAt().orElse(null))
        .bind("status", transaction.status().name())
        .bind(
            "history",
            Bytes.concatenate(transaction.history().toArray(Bytes[]::new)).toArrayUnsafe())
        .bind("block", transaction.l1Block().orElse(null))
        .bind("error", transaction.error().orElse(null));
  }

  @Override
  public Optional<MonitoredTransaction> find(final String owner, final String id) {
    return handle
        .createQuery("SELECT * FROM state.monitored_tx WHERE owner = :owner AND id = :id")
        .bind("owner", owner)
        .bind("id", id)
        .map(PgMonitoredTransactions::map)
        .findOne();
  }

  @Override
  public List<MonitoredTransaction> unfinished() {
    return handle
        .createQuery(
            "SELECT * FROM state.monitored_tx WHERE status IN ('CREATED', 'SENT')"
                + " ORDER BY position")
        .map(PgMonitoredTransactions::map)
        .list();
  }

  @Override
  public List<MonitoredTransaction> ofOwner(final String owner, final int limit) {
    return handle
        .createQuery(
            "SELECT * FROM state.monitored_tx WHERE owner = :owner"
                + " ORDER BY position DESC LIMIT :limit")
        .bind("owner", owner)
        .bind("limit", limit)
        .map(PgMonitoredTransactions::map)
        .list();
  }

  @Override
  public List<MonitoredTransaction> minedFrom(
      final Address from, final long nonce, final long l1Block) {
    return handle
        .createQuery(
            "SELECT * FROM state.monitored_tx WHERE status IN ('CONFIRMED', 'FAILED')"
                + " AND from_address = :from AND nonce >= :nonce AND l1_block >= :block"
                + " ORDER BY position")
        .bind("from", from.bytes().toArrayUnsafe())
        .bind("nonce", nonce)
        .bind("block", l1Block)
        .map(PgMonitoredTransactions::map)
        .list();
  }

  private static MonitoredTransaction map(final ResultSet row, final StatementContext context)
      throws SQLException {
    return new MonitoredTransaction(
        row.getString("owner"),
        row.getString("id"),
        Rows.optionalText(row, "depends_on"),
        Rows.address(row, "from_address"),
        Rows.address(row, "to_address"),
        Rows.bytes(row, "data"),
        Rows.optionalLong(row, "nonce"),
        row.getLong("gas_limit"),
        new Price(
            Rows.integer(row, "max_fee_per_gas"), Rows.integer(row, "max_priority_fee_per_gas")),
        accepted(row),
        Status.valueOf(row.getString("status")),
        hashes(Rows.bytes(row, "history")),
        Rows.optionalLong(row, "withdrawn_at").map(Long::intValue),
        Rows.optionalLong(row, "l1_block"),
        Rows.optionalText(row, "error"));
  }

  private static Optional<Price> accepted(final ResultSet row) throws SQLException {
    return row.getBigDecimal("accepted_max_fee_per_gas") == null
        ? Optional.empty()
        : Optional.of(
            new Price(
                Rows.integer(row, "accepted_max_fee_per_gas"),
                Rows.integer(row, "accepted_priority_fee_per_gas")));
  }

  private static List<Bytes32> hashes(final Bytes history) {
    final List<Bytes32> hashes = new ArrayList<>();
    for (int at = 0; at < history.size(); at += Bytes32.SIZE) {
      hashes.add(Bytes32.wrap(history.slice(at, Bytes32.SIZE)));
    }
    return hashes;
  }
}
