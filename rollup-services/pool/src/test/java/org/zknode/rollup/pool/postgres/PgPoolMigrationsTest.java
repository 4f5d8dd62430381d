/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.database.MigrationSteps;
import org.zknode.rollup.pool.TransactionPool.Candidate;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.testkit.TestTransactions;

/** Migrations of the pool DB, one after the other. */
class PgPoolMigrationsTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final PrivateKey BOB = TestTransactions.key(2);

  private final MutableClock clock = MutableClock.create();

  @Test
  void theFirstMigrationMakesTheTable() throws Exception {
    final TestDatabase empty = TestDatabases.fresh();
    assertThatThrownBy(() -> empty.execute("SELECT * FROM pool.transaction"))
        .hasMessageContaining("does not exist");
    MigrationSteps.migrateTo(PgTransactionPool.migrations(getClass().getClassLoader()), empty, "1");
    empty.execute("SELECT * FROM pool.transaction");
  }

  @Test
  void theSecondMigrationKeepsWhatIsInThePool() throws Exception {
    final TestDatabase old = TestDatabases.fresh();
    final SignedTransaction waiting =
        TestTransactions.transfer(
            TransactionType.LEGACY, ALICE, 4, BOB.address(), BigInteger.valueOf(77));
    MigrationSteps.migrateTo(PgTransactionPool.migrations(getClass().getClassLoader()), old, "1");
    old.execute(
        """
        INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, gas_limit, status,
          received_at) VALUES ('\\x%s', '\\x%s', '\\x%s', 4, 77, 21000, 'pending', 5)"""
            .formatted(
                waiting.hash().toUnprefixedHexString(),
                waiting.raw().toUnprefixedHexString(),
                ALICE.address().bytes().toUnprefixedHexString()));
    try (PgTransactionPool migrated =
        PgTransactionPool.open(old.config(), getClass().getClassLoader(), clock, 100)) {
      final Candidate candidate = migrated.candidates().getFirst();
      assertThat(candidate.hash()).isEqualTo(waiting.hash());
      assertThat(candidate.maxPriorityFeePerGas()).isEqualTo(77);
      assertThat(candidate.encodedBytes())
          .as("never less than it takes")
          .isGreaterThanOrEqualTo(BatchCodec.encodedSize(waiting.raw()));
      assertThatThrownBy(() -> migrated.add(waiting)).hasMessage("already known");
      migrated.markInvalid(waiting.hash(), "too large");
      assertThat(migrated.find(waiting.hash()).orElseThrow().status()).isEqualTo("invalid");
    }
  }
}
