/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.zknode.eth.Address;
import org.zknode.rollup.database.OptionalMethods;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.StateStore.MonitoredTransactions;

/** Table state.monitored_tx. */
record PgMonitoredTransactions(Handle handle, Changes changes) implements MonitoredTransactions {
  private static final String SELECT =
      """
      SELECT *, from_address AS "from", to_address AS "to",
        max_fee_per_gas AS price, max_fee_per_gas AS price_max_fee_per_gas,
        max_priority_fee_per_gas AS price_max_priority_fee_per_gas,
        accepted_max_fee_per_gas AS accepted,
        accepted_priority_fee_per_gas AS accepted_max_priority_fee_per_gas
      FROM state.monitored_tx
      """;

  @Override
  public void insertIfAbsent(final MonitoredTransaction transaction) {
    changes.rows(
        handle
            .createUpdate(
                """
            INSERT INTO state.monitored_tx (owner, id, depends_on, from_address, to_address, data,
              nonce, gas_limit, max_fee_per_gas, max_priority_fee_per_gas,
              accepted_max_fee_per_gas, accepted_priority_fee_per_gas, status, history,
              withdrawn_at, l1_block, error)
            VALUES (:owner, :id, :dependsOn, :from, :to, :data, :nonce, :gasLimit,
              :price.maxFeePerGas, :price.maxPriorityFeePerGas, :accepted.maxFeePerGas,
              :accepted.maxPriorityFeePerGas, :status, :history, :withdrawnAt, :l1Block,
              :error)
            ON CONFLICT (owner, id) DO NOTHING""")
            .bindNamedArgumentFinder(new OptionalMethods("accepted", transaction.accepted()))
            .bindMethods(transaction)
            .execute());
  }

  @Override
  public void update(final MonitoredTransaction transaction) {
    final int rows =
        changes.rows(
            handle
                .createUpdate(
                    """
                UPDATE state.monitored_tx SET depends_on = :dependsOn, from_address = :from,
                  to_address = :to, data = :data, nonce = :nonce, gas_limit = :gasLimit,
                  max_fee_per_gas = :price.maxFeePerGas,
                  max_priority_fee_per_gas = :price.maxPriorityFeePerGas,
                  accepted_max_fee_per_gas = :accepted.maxFeePerGas,
                  accepted_priority_fee_per_gas = :accepted.maxPriorityFeePerGas,
                  status = :status, history = :history, withdrawn_at = :withdrawnAt,
                  l1_block = :l1Block, error = :error
                WHERE owner = :owner AND id = :id""")
                .bindNamedArgumentFinder(new OptionalMethods("accepted", transaction.accepted()))
                .bindMethods(transaction)
                .execute());
    if (rows != 1) {
      throw new IllegalStateException(
          "state DB has no monitored transaction %s/%s to update"
              .formatted(transaction.owner(), transaction.id()));
    }
  }

  @Override
  public Optional<MonitoredTransaction> find(final String owner, final String id) {
    return handle
        .select(SELECT + "WHERE owner = ? AND id = ?", owner, id)
        .mapTo(MonitoredTransaction.class)
        .findOne();
  }

  @Override
  public List<MonitoredTransaction> unfinished() {
    return handle
        .select(SELECT + "WHERE status IN ('CREATED', 'SENT') ORDER BY position")
        .mapTo(MonitoredTransaction.class)
        .list();
  }

  @Override
  public List<MonitoredTransaction> ofOwner(final String owner, final int limit) {
    return handle
        .select(SELECT + "WHERE owner = ? ORDER BY position DESC LIMIT ?", owner, limit)
        .mapTo(MonitoredTransaction.class)
        .list();
  }

  @Override
  public List<MonitoredTransaction> minedFrom(
      final Address from, final long nonce, final long l1Block) {
    return handle
        .select(
            SELECT
                + "WHERE status IN ('CONFIRMED', 'FAILED')"
                + " AND from_address = ? AND nonce >= ? AND l1_block >= ?"
                + " ORDER BY position",
            from,
            nonce,
            l1Block)
        .mapTo(MonitoredTransaction.class)
        .list();
  }
}
