/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.devnet.DatabaseUsers;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;

/**
 * What PostgreSQL's operator, and a second process on the same database, do to running nodes. On
 * the engine that needs less: the databases, and what nodes do with them, are the same. A take-over
 * on Besu is in {@link BesuRollupIT}.
 */
class DatabaseFaultIT extends DevnetScenarios {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFaultIT.class);

  /** Long enough for every role to have met the fault. */
  private static final Duration FAULT = Duration.ofSeconds(8);

  /** Acknowledged before and after a fault. */
  private static final int SOME = 5;

  private static final String GRANT_BLOCKS =
      "GRANT INSERT ON state.l2_block TO " + DatabaseUsers.NODES;

  private static final String EPOCH = "SELECT epoch FROM state.writer_lease";

  private static final String CUTS_TOLD =
      "SELECT count(*) FROM state.event WHERE event_id = 'NODE_DEGRADED'"
          + " AND description LIKE '%terminating connection%'";

  DatabaseFaultIT() {
    super(Engine.EMBEDDED);
  }

  @Override
  Map<String, String> externalFlags() {
    return TakeOver.externalFlags();
  }

  private void sql(final String statement) throws SQLException {
    sql(devnet().stateDatabaseUrls().getFirst(), statement);
  }

  private static void sql(final String url, final String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, DatabaseUsers.OPERATOR, "");
        Statement running = connection.createStatement()) {
      for (final String statement : statements) {
        running.execute(statement);
      }
    }
  }

  private long number(final String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                devnet().stateDatabaseUrls().getFirst(), DatabaseUsers.OPERATOR, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  @Order(1)
  void aSecondExternalNodeOnTheSameDatabaseStandsByAndSettlementGoesOn() {
    try (NodeProcess second =
        devnet()
            .probeNode(
                Optional.of(devnet().mainEnode()),
                Map.of("--plugin-zknode-state-db-url", devnet().stateDatabaseUrls().get(1)))) {
      second.start();
      second.awaitReady();
      eventually().untilAsserted(() -> Facts.assertDegraded(second.rpc(), "standby"));
      verifiedBeyond(devnet().l1().lastVerifiedBatch() + 1);
      Facts.assertNeverHalted(second.rpc());
      Facts.assertRunning(external());
    }
  }

  /** As when a primary waits for a standby that is gone. */
  @Test
  @Order(2)
  void commitsThatNoStandbyConfirmsAreToldAndSurvived() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    sql("SELECT pg_reload_conf()");
    final long start = System.nanoTime();
    try {
      eventually().untilAsserted(() -> Facts.assertDegraded(main()));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      final long sent = System.nanoTime();
      final int refused = user.refusals().size();
      user.sendUntil(() -> true);
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(20));
      assertThat(user.refusals()).hasSizeGreaterThan(refused);
      LOG.info("a user is told: {}", user.refusals().getLast());
      spend(FAULT);
      Facts.assertNeverHalted(main());
    } finally {
      sql("ALTER SYSTEM RESET synchronous_standby_names");
      sql("SELECT pg_reload_conf()");
    }
    backWithinAMinute(user);
  }

  /** A switch-over seen from the node: its sessions end, and where it comes back is a replica. */
  @Test
  @Order(3)
  void aPrimaryThatBecomesReadOnlyStopsNothingForGood() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    sql("ALTER SYSTEM SET default_transaction_read_only = on");
    sql("SELECT pg_reload_conf()");
    cutSessions();
    try {
      eventually().untilAsserted(() -> Facts.assertDegraded(main(), "read-only"));
      spend(FAULT);
      Facts.assertNeverHalted(main());
      Facts.assertNeverHalted(external());
    } finally {
      sql("ALTER SYSTEM RESET default_transaction_read_only");
      sql("SELECT pg_reload_conf()");
      cutSessions();
    }
    backWithinAMinute(user);
  }

  /** The main node's block is in its engine before the row is refused. */
  @Test
  @Order(4)
  void aRightThatIsTakenAwayIsNamedAndNothingIsLost() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    final List<String> databases = devnet().stateDatabaseUrls();
    for (final String database : databases) {
      sql(database, "REVOKE INSERT ON state.l2_block FROM " + DatabaseUsers.NODES);
    }
    try {
      awaitMissingInsert(main());
      sendDuring(FAULT, user);
      Facts.assertNeverHalted(main());
      sql(databases.getFirst(), GRANT_BLOCKS);
      awaitMissingInsert(external());
      Facts.assertNeverHalted(external());
    } finally {
      for (final String database : databases) {
        sql(database, GRANT_BLOCKS);
      }
    }
    backWithinAMinute(user);
  }

  private static void awaitMissingInsert(final JsonRpc node) {
    eventually()
        .untilAsserted(
            () ->
                Facts.assertDegraded(
                    node,
                    "the database user 'zknode' lacks the right to INSERT",
                    "table l2_block"));
  }

  /** Its lease runs out meanwhile, and nobody else takes it. */
  @Test
  @Order(5)
  void aNodeThatMayNotGiveItsSignOfLifeSaysSoAndGoesOnWhenItMay() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    sql("REVOKE UPDATE ON state.writer_heartbeat FROM " + DatabaseUsers.NODES);
    try {
      eventually()
          .untilAsserted(
              () ->
                  Facts.assertDegraded(
                      main(), "writer-lease", "the right to UPDATE", "table writer_heartbeat"));
      sendDuring(FAULT, user);
      Facts.assertNeverHalted(main());
    } finally {
      sql("GRANT UPDATE ON state.writer_heartbeat TO " + DatabaseUsers.NODES);
    }
    backWithinAMinute(user);
  }

  /** All nodes together get one connection, where each has wanted several. */
  @Test
  @Order(6)
  void tooFewConnectionsAreNamedAndNothingIsLost() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    sql("ALTER ROLE %s CONNECTION LIMIT 1".formatted(DatabaseUsers.NODES));
    cutSessions();
    try {
      eventually()
          .untilAsserted(() -> Facts.assertDegraded(main(), "no connection left", "zknode"));
      sendDuring(FAULT, user);
      nodes().forEach(Facts::assertNeverHalted);
    } finally {
      sql("ALTER ROLE %s CONNECTION LIMIT -1".formatted(DatabaseUsers.NODES));
    }
    backWithinAMinute(user);
  }

  /** The server's words; where its own log cannot be written it stops, as in other scenarios. */
  @Test
  @Order(7)
  void aFullDiskIsNamedAndNothingIsLost() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    user.sendUntil(() -> user.acknowledged().size() >= SOME);
    final String state = devnet().stateDatabaseUrls().getFirst();
    fill(state, "state.l2_block");
    fill(devnet().poolUrl(), "pool.transaction");
    try {
      eventually()
          .untilAsserted(
              () -> Facts.assertDegraded(main(), "no room left on its disk", "No space left"));
      final int refused = user.refusals().size();
      sendDuring(FAULT, user);
      assertThat(user.refusals()).hasSizeGreaterThan(refused);
      LOG.info("a user is told: {}", user.refusals().getLast());
      Facts.assertNeverHalted(main());
    } finally {
      sql(devnet().poolUrl(), "DROP FUNCTION IF EXISTS disk_full CASCADE");
      sql(state, "DROP FUNCTION IF EXISTS disk_full CASCADE");
    }
    backWithinAMinute(user);
  }

  private static void fill(final String database, final String table) throws SQLException {
    sql(
        database,
        "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " RAISE EXCEPTION USING ERRCODE = '53100',"
            + " MESSAGE = 'could not extend file: No space left on device'; END $$",
        "CREATE TRIGGER disk_full BEFORE INSERT ON %s EXECUTE FUNCTION disk_full()"
            .formatted(table));
  }

  /** The lease is a row: whatever connection is next confirms it, under the same epoch. */
  @Test
  @Order(8)
  void aLostConnectionOfTheLeaseOrOfTheNewsCostsNothing() throws Exception {
    final Persistent user = new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main()));
    final long epoch = number(EPOCH);
    final long told = number(CUTS_TOLD);
    final AtomicLong cut = new AtomicLong();
    final long end = System.nanoTime() + FAULT.toNanos();
    user.sendUntil(
        () -> {
          cut.addAndGet(cutLeaseAndNews());
          return System.nanoTime() > end;
        });
    assertThat(cut.get()).isGreaterThan(SOME);
    LOG.info("{} connections cut, {} transactions", cut.get(), user.acknowledged().size());
    Facts.assertNeverHalted(main());
    backWithinAMinute(user);
    assertThat(number(EPOCH)).isEqualTo(epoch);
    assertThat(number(CUTS_TOLD)).isGreaterThan(told);
  }

  private long cutLeaseAndNews() {
    try {
      return number(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '"
              + DatabaseUsers.NODES
              + "' AND (query LIKE '%state.writer_heartbeat%' OR query LIKE 'LISTEN %'"
              // Who listens looks for itself from time to time.
              + " OR query LIKE 'SELECT EXISTS (SELECT 1 FROM pool.transaction %')");
    } catch (final SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(10)
  void aNodeWhoseUserMayNotCreateDoesNotStart() throws Exception {
    sql("CREATE ROLE guest LOGIN");
    assertRefused(
        Map.of("--plugin-zknode-db-user", "guest"),
        "state DB: the database user 'guest' lacks the right to CREATE");
  }

  @Test
  @Order(11)
  void aNodeBehindAPoolerInTransactionModeDoesNotStart(@TempDir final Path directory)
      throws Exception {
    final String direct = devnet().stateDatabaseUrls().get(1);
    try (PgBouncer pooler = PgBouncer.start(directory, direct)) {
      assertRefused(
          Map.of(
              "--plugin-zknode-state-db-url",
              pooler.url(direct.substring(direct.lastIndexOf('/') + 1))),
          "state DB is behind a connection pooler that does not keep sessions");
    }
  }

  /** It ends by itself, with one sentence. */
  private void assertRefused(final Map<String, String> flags, final String sentence)
      throws IOException {
    try (NodeProcess refused = devnet().probeNode(Optional.of(devnet().mainEnode()), flags)) {
      refused.start();
      eventually().until(() -> !refused.isAlive());
      assertThat(refused.process().exitCode()).isNotZero();
      assertThat(Files.readString(refused.process().log())).contains(sentence);
    }
  }

  /** A user goes on sending, and is refused or not. */
  private static void sendDuring(final Duration time, final Persistent user) {
    final long end = System.nanoTime() + time.toNanos();
    user.sendUntil(() -> System.nanoTime() > end);
  }

  private void cutSessions() throws SQLException {
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** Without a restart, blocks go on, and nothing that was acknowledged is lost. */
  private void backWithinAMinute(final Persistent user) {
    final long start = System.nanoTime();
    final long head = Facts.head(main());
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
      eventually().until(() -> Facts.head(node) > head);
    }
    LOG.info("RUNNING with new blocks {} s after the end of a fault", secondsSince(start));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    devnet().requireAlive();
    final int before = user.acknowledged().size();
    user.sendUntil(() -> user.acknowledged().size() >= before + SOME);
    includedEverywhere(user.acknowledged());
  }

  @Test
  @Order(9)
  void aSecondMainNodeTakesOverFromOneThatWasKilledAndBack() {
    new TakeOver(this).thereAndBack(Map.of());
  }
}
