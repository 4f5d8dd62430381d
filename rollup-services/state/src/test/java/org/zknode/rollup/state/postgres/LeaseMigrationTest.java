/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

class LeaseMigrationTest {
  private final TestDatabase database = TestDatabases.fresh();

  @Test
  void aDatabaseFromBeforeTheLeaseKeepsItsRowsAndHasNoHolder() {
    MigrationSteps.migrateTo(PgStateStore.migrations(getClass().getClassLoader()), database, "6");
    database.execute(
        "INSERT INTO state.l1_block VALUES (7, decode(repeat('ab', 32), 'hex'),"
            + " decode(repeat('ab', 32), 'hex'), 5)");
    try (PgStateStore store = PgStateStore.open(database.config(), getClass().getClassLoader())) {
      assertThat(store.<Long>read(tx -> tx.l1Blocks().last().map(L1BlockRef::number).orElse(0L)))
          .isEqualTo(7);
      assertThat(store.takePart("main node", true).renew()).isTrue();
      store.update(tx -> tx.l1Blocks().insert(new L1BlockRef(8, Bytes32.ZERO, Bytes32.ZERO, 6)));
    }
  }
}
