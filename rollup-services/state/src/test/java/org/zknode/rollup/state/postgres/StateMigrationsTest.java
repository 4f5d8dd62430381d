/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Each migration on a database with data of the version before. */
class StateMigrationsTest {
  private static final String HASH = "decode(repeat('ab', 32), 'hex')";

  private final TestDatabase database = TestDatabases.fresh();

  private void migrateTo(final String version) {
    MigrationSteps.migrateTo(
        PgStateStore.migrations(getClass().getClassLoader()), database, version);
  }

  private List<String> tables() throws SQLException {
    final List<String> names = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'state'"
                    + " AND table_name NOT LIKE 'flyway%' ORDER BY 1")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private List<String> indexes() throws SQLException {
    final List<String> names = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT indexname FROM pg_indexes WHERE schemaname = 'state'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private long count(final String table) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM state." + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void eachMigrationKeepsWhatIsThere() throws Exception {
    assertThat(tables()).isEmpty();

    migrateTo("1");
    assertThat(tables()).containsExactly("batch", "block_intent", "l2_block");
    database.execute(
        "INSERT INTO state.batch VALUES (1, 1, 2, '', " + HASH + ", true, true, 'x')",
        "INSERT INTO state.l2_block VALUES (1, " + HASH + ", 1, 5, 0, 0)");

    migrateTo("2");
    assertThat(tables())
        .containsExactly(
            "batch",
            "block_intent",
            "exit_root",
            "l1_block",
            "l2_block",
            "verified_batch",
            "virtual_batch");
    assertThat(count("batch") + count("l2_block")).isEqualTo(2);
    database.execute("INSERT INTO state.l1_block VALUES (7, " + HASH + ", " + HASH + ", 5)");

    migrateTo("3");
    assertThat(tables())
        .contains("monitored_tx", "batch_proof", "batch_signature", "event")
        .hasSize(11);
    assertThat(count("batch") + count("l2_block") + count("l1_block")).isEqualTo(3);
    database.execute(
        "INSERT INTO state.batch_proof VALUES (1, 2, 'p', 5, NULL, 'a')",
        "INSERT INTO state.exit_root VALUES (1, 7, "
            + String.join(", ", HASH, HASH, HASH, HASH)
            + ", 5, "
            + HASH
            + ")",
        "INSERT INTO state.virtual_batch VALUES (1, '', HASH, 7, decode(repeat('cd', 20), 'hex'),"
                .replace("HASH", HASH)
            + " HASH, 5, HASH, 1, 1)".replace("HASH", HASH));
    assertThat(indexes()).doesNotContain("exit_root_global", "batch_proof_to_batch");

    migrateTo("4");
    assertThat(indexes()).contains("exit_root_global", "batch_proof_to_batch");
    assertThat(count("batch_proof") + count("exit_root")).isEqualTo(2);

    migrateTo("5");
    assertThat(tables()).contains("forced_batch").hasSize(12);
    assertThat(count("batch") + count("virtual_batch")).isEqualTo(2);
    assertThat(count("batch WHERE forced_number IS NULL")).isEqualTo(1);
    assertThat(count("virtual_batch WHERE forced_number IS NULL")).isEqualTo(1);

    migrateTo("6");
    assertThat(tables()).contains("batch_resources").hasSizeGreaterThanOrEqualTo(13);
    assertThat(count("batch") + count("virtual_batch")).isEqualTo(2);
    assertThat(count("batch_resources")).isZero();

    migrateTo("80");
    assertThat(tables()).doesNotContain("block_origin");
    migrateTo("90");
    assertThat(tables()).contains("block_origin");
    assertThat(count("batch") + count("virtual_batch")).isEqualTo(2);
    assertThat(count("block_origin")).isZero();

    migrateTo("100");
    assertThat(tables()).contains("batch_part", "whole_batch");
    assertThat(count("batch") + count("virtual_batch")).isEqualTo(2);
    assertThat(count("batch_part")).isZero();

    migrateTo("140");
    database.execute("INSERT INTO state.block_intent VALUES (3, " + HASH + ", 5, 2, 0)");
    assertThat(tables()).doesNotContain("block_slice");
    migrateTo("150");
    assertThat(tables()).contains("block_slice");
    assertThat(count("block_intent")).isEqualTo(1);
    assertThat(count("block_slice")).isZero();

    assertThat(tables()).doesNotContain("batch_witness");
    migrateTo("160");
    assertThat(tables()).contains("batch_witness");
    assertThat(count("batch") + count("virtual_batch")).isEqualTo(2);
    assertThat(count("batch_witness")).isZero();

    try (PgStateStore store = PgStateStore.open(database.config(), getClass().getClassLoader())) {
      assertThat(store.<Optional<Resources>>read(tx -> tx.batchResources().find(1))).isEmpty();
      final Resources used = new Resources(1, 2, 3, 4, 5, 6, 7);
      store.update(tx -> tx.batchResources().add(1, used));
      store.update(tx -> tx.batchResources().add(1, used));
      assertThat(store.<Optional<Resources>>read(tx -> tx.batchResources().find(1)))
          .contains(used.plus(used));
      assertThat(store.<Optional<Batch>>read(tx -> tx.batches().find(1)))
          .hasValueSatisfying(batch -> assertThat(batch.forced()).isEmpty());
      assertThat(store.<Optional<VirtualBatch>>read(tx -> tx.virtualBatches().find(1)))
          .hasValueSatisfying(batch -> assertThat(batch.forced()).isEmpty());
    }
  }

  @Test
  void opensFromAnotherThreadsClassLoader() throws Exception {
    final Thread thread =
        Thread.ofPlatform()
            .name("foreign context")
            .unstarted(
                () ->
                    PgStateStore.open(database.config(), PgStateStore.class.getClassLoader())
                        .close());
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    thread.start();
    thread.join();
    assertThat(tables()).hasSizeGreaterThanOrEqualTo(13);
  }

  @Test
  void aNewerSchemaIsRefused() {
    PgStateStore.open(database.config(), getClass().getClassLoader()).close();
    database.execute(
        "INSERT INTO state.flyway_schema_history (installed_rank, version, description, type,"
            + " script, checksum, installed_by, execution_time, success)"
            + " VALUES (99, '99999', 'future', 'SQL', 'V99999__future.sql', 1, 'x', 1, true)");
    assertThatThrownBy(
            () -> PgStateStore.open(database.config(), getClass().getClassLoader()).close())
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("the schema 'state' cannot be brought to this version")
        .hasMessageContaining("99999");
  }
}
