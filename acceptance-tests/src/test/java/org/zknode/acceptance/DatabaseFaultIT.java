/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.launcher.devnet.Devnet;
import org.zknode.launcher.devnet.DevnetOptions.Engine;
import org.zknode.launcher.devnet.NodeProcess;
import org.zknode.launcher.process.JsonRpc;

/**
 * What PostgreSQL's operator, and a second process on the same database, do to running nodes. On
 * one engine, Besu where there is one: the databases are the same.
 */
class DatabaseFaultIT extends DevnetScenarios {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFaultIT.class);

  /** Long enough for every role to have met the fault. */
  private static final Duration FAULT = Duration.ofSeconds(12);

  /** Acknowledged before and after a fault. */
  private static final int SOME = 5;

  DatabaseFaultIT() {
    super(Engines.besu().isPresent() ? Engine.BESU : Engine.EMBEDDED);
  }

  @Override
  Map<String, String> externalFlags() {
    return Map.of("--plugin-zks-main-nodes", Devnet.mainNodeId() + "," + Devnet.standbyNodeId());
  }

  private void sql(final String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                devnet().stateDatabaseUrls().getFirst(), Devnet.databaseUser(), "");
        Statement running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  private void includedEverywhere(final List<Bytes32> hashes) {
    for (final JsonRpc node : nodes()) {
      included(hashes, node);
    }
  }

  private static void included(final List<Bytes32> hashes, final JsonRpc node) {
    eventually()
        .untilAsserted(
            () ->
                assertThat(hashes)
                    .as("acknowledged, not in a block of %s", node.url())
                    .allMatch(hash -> Facts.receipt(node, hash).isPresent()));
  }

  private void verifiedBeyond(final long batch) {
    eventually().until(() -> devnet().l1().lastVerifiedBatch() > batch);
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

  private void cutSessions() throws SQLException {
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** Without a restart, and nothing that was acknowledged is lost. */
  private void backWithinAMinute(final Persistent user) {
    final long start = System.nanoTime();
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    final int before = user.acknowledged().size();
    user.sendUntil(() -> user.acknowledged().size() >= before + SOME);
    includedEverywhere(user.acknowledged());
  }

  @Test
  @Order(4)
  void aSecondMainNodeTakesOverFromOneThatWasKilledAndBack() {
    // On Besu the main node has a page of metrics, whose port is its own.
    final Map<String, String> flags =
        engine() == Engine.BESU ? Map.of("--metrics-enabled", "false") : Map.of();
    try (NodeProcess second = devnet().standbyMainNode(flags)) {
      second.start();
      second.awaitReady();
      eventually().untilAsserted(() -> Facts.assertDegraded(second.rpc(), "standby"));
      final Persistent user =
          new Persistent(devnet().l2ChainId(), Devnet.user(2), List.of(main(), second.rpc()));
      user.sendUntil(() -> user.acknowledged().size() >= SOME);

      takesOver(second.rpc(), devnet().mainNode(), user);
      devnet().mainNode().start();
      devnet().mainNode().awaitReady();
      eventually().untilAsserted(() -> Facts.assertDegraded(main(), "standby"));
      takesOver(main(), second, user);
      includedEverywhere(user.acknowledged());
    }
  }

  /**
   * Kill -9, under traffic: blocks and settlement go on, and what was acknowledged is in blocks.
   */
  private void takesOver(final JsonRpc heir, final NodeProcess victim, final Persistent user) {
    final int acknowledged = user.acknowledged().size();
    final long verified = devnet().l1().lastVerifiedBatch();
    victim.killHard();
    final long start = System.nanoTime();
    user.sendUntil(() -> user.acknowledged().size() >= acknowledged + SOME);
    included(user.acknowledged(), heir);
    LOG.info(
        "{}: {} s after a kill -9 the other main node has all in blocks",
        engine().text(),
        secondsSince(start));
    included(user.acknowledged(), external());
    verifiedBeyond(verified + 1);
    Facts.assertNeverHalted(heir);
    Facts.assertNeverHalted(external());
  }
}
