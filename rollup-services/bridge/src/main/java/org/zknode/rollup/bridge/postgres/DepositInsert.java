/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.zknode.eth.Address;

/** Inserts many rows of state.bridge_deposit at once, which takes a third of the time. */
final class DepositInsert {
  private static final String INSERT =
      """
      INSERT INTO state.bridge_deposit (network, deposit_count, leaf_type, origin_network,
        origin_address, destination_network, destination_address, amount, metadata, block_number,
        block_hash, timestamp, transaction_hash, log_index, exit_root)
      SELECT * FROM unnest(:network, :depositCount, :leafType, :originNetwork, :originAddress,
        :destinationNetwork, :destinationAddress, :amount, :metadata, :blockNumber, :blockHash,
        :timestamp, :transactionHash, :logIndex, :exitRoot)""";

  /** Claims may have been indexed before what they claim. */
  private static final String MARK_CLAIMED =
      """
      UPDATE state.bridge_deposit d SET claim_transaction = c.transaction_hash
      FROM state.bridge_claim c
      WHERE c.source_network = :network AND c.leaf_index BETWEEN :first AND :last
        AND d.network = c.source_network AND d.deposit_count = c.leaf_index
        AND d.destination_network = c.network""";

  /** Rows of one statement: what the driver makes of them stays within some megabytes. */
  private static final int MOST = 4_000;

  /** The same for bytes of metadata; a row has as many as its message is long. */
  private static final int MOST_BYTES = 4 << 20;

  private final Update update;
  private final List<DepositRow> rows;

  private DepositInsert(final Update update, final List<DepositRow> rows) {
    this.update = update;
    this.rows = rows;
  }

  /**
   * @param rows of one network, by deposit count
   */
  static void execute(final Handle handle, final List<DepositRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int from = 0;
    while (from < rows.size()) {
      final int to = end(rows, from);
      new DepositInsert(handle.createUpdate(INSERT), rows.subList(from, to)).execute();
      from = to;
    }
    handle
        .createUpdate(MARK_CLAIMED)
        .bind("network", rows.getFirst().network())
        .bind("first", rows.getFirst().depositCount())
        .bind("last", rows.getLast().depositCount())
        .execute();
  }

  /** Of the rows of a statement; it has one at least. */
  private static int end(final List<DepositRow> rows, final int from) {
    int to = from;
    long bytes = 0;
    while (to < rows.size() && to - from < MOST && bytes < MOST_BYTES) {
      bytes += rows.get(to).metadata().size();
      to++;
    }
    return to;
  }

  private void execute() {
    column("network", Long.class, DepositRow::network);
    column("depositCount", Long.class, DepositRow::depositCount);
    column("leafType", Integer.class, DepositRow::leafType);
    column("originNetwork", Long.class, DepositRow::originNetwork);
    column("originAddress", Address.class, DepositRow::originAddress);
    column("destinationNetwork", Long.class, DepositRow::destinationNetwork);
    column("destinationAddress", Address.class, DepositRow::destinationAddress);
    column("amount", BigInteger.class, DepositRow::amount);
    column("metadata", Bytes.class, DepositRow::metadata);
    column("blockNumber", Long.class, DepositRow::blockNumber);
    column("blockHash", Bytes32.class, DepositRow::blockHash);
    column("timestamp", Long.class, DepositRow::timestamp);
    column("transactionHash", Bytes32.class, DepositRow::transactionHash);
    column("logIndex", Long.class, DepositRow::logIndex);
    column("exitRoot", Bytes32.class, DepositRow::exitRoot);
    update.execute();
  }

  private <T> void column(
      final String name, final Class<T> type, final Function<DepositRow, T> value) {
    update.bindArray(name, type, rows.stream().map(value).toList());
  }
}
