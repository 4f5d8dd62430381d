/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** What was under way on L1 before the upgrade goes on as the same signed transactions. */
class L1FeesMigrationTest {
  private static final String ADDRESS = "decode(repeat('cd', 20), 'hex')";

  private final TestDatabase database = TestDatabases.fresh();

  private void migrateTo(final String version) {
    MigrationSteps.migrateTo(
        PgStateStore.migrations(getClass().getClassLoader()), database, version);
  }

  private static String row(final String id, final String status) {
    return "INSERT INTO state.monitored_tx (owner, id, from_address, to_address, data, nonce,"
        + " gas_limit, max_fee_per_gas, status, history) VALUES ('o', '%s', %s, %s, '', 3, 21000,"
            .formatted(id, ADDRESS, ADDRESS)
        + " 1001, '%s', '')".formatted(status);
  }

  @Test
  void thePriorityFeeIsTheTenthThatWasSigned() throws Exception {
    migrateTo("6");
    database.execute(row("created", "CREATED"), row("sent", "SENT"));
    migrateTo("50");
    try (PgStateStore store = PgStateStore.open(database.config(), getClass().getClassLoader())) {
      final List<MonitoredTransaction> rows =
          store.read(tx -> tx.monitoredTransactions().unfinished());
      final Price price = new Price(BigInteger.valueOf(1001), BigInteger.valueOf(101));
      assertThat(rows).extracting(MonitoredTransaction::price).containsExactly(price, price);
      assertThat(rows.getFirst().accepted()).isEmpty();
      assertThat(rows.getLast().accepted()).contains(price);
      assertThat(rows)
          .allSatisfy(
              row -> {
                assertThat(row.dependsOn()).isEmpty();
                assertThat(row.withdrawnAt()).isEmpty();
              });
    }
  }
}
