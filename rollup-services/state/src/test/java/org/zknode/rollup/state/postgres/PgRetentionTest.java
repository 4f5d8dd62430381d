/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** What goes, and above all what stays. */
class PgRetentionTest {
  private static final String H = "decode(repeat('ab', 32), 'hex')";
  private static final String A = "decode(repeat('cd', 20), 'hex')";

  private final TestDatabase database = TestDatabases.fresh();
  private final MutableClock clock = MutableClock.create();
  private Database db;

  @BeforeEach
  void open() {
    db =
        Database.open(
            "state DB",
            database.url(),
            database.user(),
            Optional.empty(),
            PgStateStore.migrations(getClass().getClassLoader()));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private String numbers(final String sql) {
    return db.single(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  @Test
  void l1BlocksGoUnlessSomethingWasReadFromThemOrTheyAreTheFirstOrNew() {
    database.execute(
        "INSERT INTO state.l1_block SELECT n, decode(lpad(to_hex(n), 64, '0'), 'hex'), "
            + H
            + ", n FROM generate_series(1, 120) n",
        "INSERT INTO state.exit_root VALUES (1, 10, "
            + String.join(", ", H, H, H, H)
            + ", 5, "
            + H
            + ")",
        "INSERT INTO state.virtual_batch VALUES (1, '', %s, 20, %s, %s, 5, %s, 1, 1)"
            .formatted(H, A, H, H),
        "INSERT INTO state.verified_batch VALUES (1, %s, %s, 30, %s)".formatted(H, H, A),
        "INSERT INTO state.forced_batch VALUES (1, 40, %s, %s, '', %s, 5, %s, %s)"
            .formatted(H, A, H, H, H));
    new PgRetention(db, clock, 10, 20, 1).step();
    assertThat(
            numbers(
                "SELECT string_agg(number::text, ' ' ORDER BY number) FROM state.l1_block"
                    + " WHERE number < 105"))
        .isEqualTo("1 10 20 30 40 100 101 102 103 104");
    assertThat(numbers("SELECT count(*)::text FROM state.l1_block")).isEqualTo("26");
    assertThat(numbers("SELECT count(*)::text FROM state.exit_root")).isEqualTo("1");
    assertThat(numbers("SELECT count(*)::text FROM state.forced_batch")).isEqualTo("1");
  }

  @Test
  void eventsGoByNumberAndByAge() {
    final long now = clock.millis();
    final long old = now - PgRetention.EVENT_AGE.plus(Duration.ofDays(1)).toMillis();
    database.execute(
        "INSERT INTO state.event (time_millis, level, component, event_id, description)"
            + " SELECT CASE WHEN n = 18 THEN %d ELSE %d END, 'INFO', 'c', 'I', n::text FROM generate_series(1, 20) n"
                .formatted(old, now));
    new PgRetention(db, clock, 5, 20, 1).step();
    assertThat(numbers("SELECT string_agg(description, ' ' ORDER BY id) FROM state.event"))
        .isEqualTo("16 17 19 20");
  }

  @Test
  void minedL1TransactionsGoWhenNoReorgReachesThemAndTheNewestOfEachOwnerStays() {
    database.execute(
        "INSERT INTO state.l1_block VALUES (100, %s, %s, 1)".formatted(H, H),
        transaction("sequences", "old", "CONFIRMED", 10),
        transaction("sequences", "failed", "FAILED", null),
        transaction("sequences", "waiting", "SENT", null),
        transaction("sequences", "new", "CONFIRMED", 90),
        transaction("proofs", "only", "CONFIRMED", 10));
    new PgRetention(db, clock, 5, 20, 1).step();
    assertThat(numbers("SELECT string_agg(id, ' ' ORDER BY position) FROM state.monitored_tx"))
        .isEqualTo("failed waiting new only");
  }

  /** What is in flight, or may be again after a reorg, keeps what it is signed from. */
  @Test
  void calldataOfFinishedL1TransactionsIsDroppedOnceNoReorgReachesThem() {
    database.execute(
        "INSERT INTO state.l1_block VALUES (1000, %s, %s, 1)".formatted(H, H),
        transaction("sequences", "settled", "CONFIRMED", 871),
        transaction("sequences", "recent", "CONFIRMED", 872),
        transaction("sequences", "reverted", "FAILED", 871),
        transaction("sequences", "reverted-lately", "FAILED", 872),
        transaction("sequences", "refused", "FAILED", null),
        transaction("sequences", "created", "CREATED", null),
        transaction("sequences", "sent", "SENT", null),
        "UPDATE state.monitored_tx SET data = '\\x01'");
    new PgRetention(db, clock).step();
    assertThat(
            numbers(
                "SELECT string_agg(id, ' ' ORDER BY position) FROM state.monitored_tx"
                    + " WHERE data = '\\x01'"))
        .isEqualTo("recent reverted-lately created sent");
    assertThat(numbers("SELECT count(*)::text FROM state.monitored_tx")).isEqualTo("7");
  }

  /** Their calldata is what a sequence carries: a chain of failures must not fill the disk. */
  @Test
  void failedL1TransactionsGoWhenALaterOneWasMinedLongAgoAndNothingWaitsForThem() {
    database.execute(
        "INSERT INTO state.l1_block VALUES (100, %s, %s, 1)".formatted(H, H),
        transaction("sequences", "withdrawn", "FAILED", null),
        transaction("sequences", "reverted", "FAILED", 9),
        transaction("sequences", "awaited", "FAILED", null),
        transaction("sequences", "reverted-lately", "FAILED", 85),
        transaction("sequences", "mined", "CONFIRMED", 10),
        transaction("sequences", "after-it", "FAILED", null),
        transaction("sequences", "waiting", "CREATED", null),
        "UPDATE state.monitored_tx SET depends_on = 'awaited' WHERE id = 'waiting'",
        transaction("proofs", "nothing-mined", "FAILED", null),
        transaction("proofs", "two", "FAILED", null),
        transaction("proofs", "three", "FAILED", null),
        transaction("allowance", "new", "FAILED", null),
        transaction("allowance", "newest", "CONFIRMED", 10));
    final PgRetention retention = new PgRetention(db, clock, 5, 20, 1);
    retention.step();
    assertThat(numbers("SELECT string_agg(id, ' ' ORDER BY position) FROM state.monitored_tx"))
        .isEqualTo("awaited reverted-lately after-it waiting nothing-mined two three new newest");
    retention.step();
    assertThat(numbers("SELECT count(*)::text FROM state.monitored_tx")).isEqualTo("9");
  }

  private static String transaction(
      final String owner, final String id, final String status, final Integer block) {
    return ("INSERT INTO state.monitored_tx (owner, id, from_address, to_address, data, gas_limit,"
            + " max_fee_per_gas, max_priority_fee_per_gas, status, history, l1_block)"
            + " VALUES ('%s', '%s', %s, %s, '', 1, 1, 1, '%s', '', %s)")
        .formatted(owner, id, A, A, status, block);
  }
}
