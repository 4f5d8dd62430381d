/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** A state DB of the version before the parts of batches keeps all data, and stores it once. */
class BatchPartsMigrationTest {
  private static final String HASH = "decode(repeat('ab', 32), 'hex')";
  private static final String ADDRESS = "decode(repeat('cd', 20), 'hex')";
  private static final Bytes DATA = Bytes.of(1, 2);
  private static final Bytes ON_L1 = Bytes.of(9);
  private static final long SAME = 1;
  private static final long FORCED = 2;
  private static final long OTHER_ON_L1 = 3;
  private static final long OPEN = 4;
  private static final long ON_L1_ONLY = 5;

  private final TestDatabase database = TestDatabases.fresh();

  private static String own(final long number, final boolean closed) {
    return ("INSERT INTO state.batch (number, first_block, last_block, l2_data, state_root, closed,"
            + " checked) VALUES (%d, %d, %d, '\\x0102', %s, %s, false)")
        .formatted(number, number, number, HASH, closed);
  }

  private static String onL1(final long number, final String data) {
    return ("INSERT INTO state.virtual_batch (number, l2_data, l1_transaction, l1_block, coinbase,"
            + " l1_info_root, timestamp_limit, acc_input_hash, sequence_from, sequence_to)"
            + " VALUES (%d, '%s', %s, 7, %s, %s, 5, %s, 1, 9)")
        .formatted(number, data, HASH, ADDRESS, HASH, HASH);
  }

  private static String queued(final long number) {
    return ("INSERT INTO state.forced_batch (number, l1_block, l1_transaction, sender, l2_data,"
            + " global_exit_root, timestamp, block_hash_l1, queue_hash)"
            + " VALUES (%d, 7, %s, %s, '\\x0102', %s, 5, %s, %s)")
        .formatted(number, HASH, ADDRESS, HASH, HASH, HASH);
  }

  private String row(final String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (final SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertData(
      final PgStateStore store, final long number, final Bytes own, final Bytes onL1) {
    assertThat(
            store.<Optional<Bytes>>read(
                tx -> tx.virtualBatches().find(number).map(row -> row.batchL2Data())))
        .contains(onL1);
    assertThat(store.<Optional<Bytes>>read(tx -> tx.batches().find(number).map(Batch::batchL2Data)))
        .contains(own);
  }

  @Test
  void everyBatchHasItsDataAndNoneTwice() {
    MigrationSteps.migrateTo(PgStateStore.migrations(getClass().getClassLoader()), database, "90");
    database.execute(
        "INSERT INTO state.l1_block VALUES (7, %s, %s, 5)".formatted(HASH, HASH),
        own(SAME, true),
        own(FORCED, true),
        own(OTHER_ON_L1, true),
        own(OPEN, false),
        ("UPDATE state.batch SET forced_number = 1, forced_global_exit_root = %s,"
                + " forced_timestamp = 5, forced_block_hash_l1 = %s WHERE number = 2")
            .formatted(HASH, HASH),
        "INSERT INTO state.batch_resources VALUES (1, 1, 2, 3, 4, 5, 6, 7)",
        onL1(SAME, "\\x0102"),
        onL1(FORCED, "\\x0102"),
        onL1(OTHER_ON_L1, "\\x09"),
        onL1(OPEN, "\\x0102"),
        onL1(ON_L1_ONLY, "\\x0102"),
        queued(1),
        queued(2));
    try (PgStateStore store = PgStateStore.open(database.config(), getClass().getClassLoader())) {
      assertData(store, SAME, DATA, DATA);
      assertData(store, FORCED, DATA, DATA);
      assertData(store, OTHER_ON_L1, DATA, ON_L1);
      assertData(store, OPEN, DATA, DATA);
      assertThat(
              store.<Bytes>read(
                  tx -> tx.virtualBatches().find(ON_L1_ONLY).orElseThrow().batchL2Data()))
          .isEqualTo(DATA);
      for (int queue = 1; queue <= 2; queue++) {
        final long number = queue;
        assertThat(
                store.<Bytes>read(
                    tx -> tx.forcedBatches().find(number).orElseThrow().batchL2Data()))
            .isEqualTo(DATA);
      }
      assertThat(row("SELECT string_agg(own_batch::text, ' ' ORDER BY 1) FROM state.virtual_batch"))
          .isEqualTo("1 2");
      assertThat(row("SELECT string_agg(own_batch::text, ' ') FROM state.forced_batch"))
          .isEqualTo("2");
      assertThat(row("SELECT count(*) FROM state.batch_resources")).isEqualTo("1");

      // The open one goes on from where it is.
      store.update(tx -> tx.batches().append(OPEN, OPEN + 1, ON_L1, Bytes32.ZERO));
      store.update(tx -> tx.batches().close(OPEN, ClosingReason.MAX_TRANSACTIONS));
      final Batch closed = store.read(tx -> tx.batches().find(OPEN).orElseThrow());
      assertThat(closed.batchL2Data()).isEqualTo(Bytes.concatenate(DATA, ON_L1));
      assertThat(closed.lastBlock()).isEqualTo(OPEN + 1);
      assertThat(closed.stateRoot()).isEqualTo(Bytes32.ZERO);
    }
  }
}
