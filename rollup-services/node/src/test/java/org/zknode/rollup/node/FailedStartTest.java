/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestDatabases;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capabilities;

/** A node that a check of its start refuses leaves nothing open: its host may try again. */
class FailedStartTest {
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);
  private static final Address MANAGER = address(1);
  private static final Address ROLLUP = address(2);
  private static final Address EXIT_ROOTS = address(3);
  private static final int ROLLUP_DATA_WORDS = 12;
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/";

  private final TestDatabase state = TestDatabases.fresh();
  private final ScriptedEndpoint l1 = new ScriptedEndpoint(FailedStartTest::l1);
  private final Set<Thread> before = httpClients();

  @AfterEach
  void stop() {
    l1.close();
  }

  private static Address address(final int last) {
    return new Address(Bytes.concatenate(Bytes.repeat((byte) 0, 19), Bytes.of(last)));
  }

  private static Answer l1(final String method, final JsonNode params) {
    return switch (method) {
      case "eth_chainId" -> Answer.result("\"0x7a69\"");
      case "eth_getCode" -> Answer.result("\"0x01\"");
      case "eth_call" ->
          Answer.result(
              "\"%s\""
                  .formatted(
                      call(Bytes.fromHexString(params.get(0).get("data").asText())).toHexString()));
      default -> Answer.error(-32601, "no such method");
    };
  }

  private static Bytes call(final Bytes data) {
    if (data.equals(ElderberryAbi.rollupId(ROLLUP))) {
      return UInt256.ONE;
    }
    if (data.equals(ElderberryAbi.globalExitRootManager())) {
      return Bytes32.leftPad(EXIT_ROOTS.bytes());
    }
    final Bytes32[] words = new Bytes32[ROLLUP_DATA_WORDS];
    Arrays.fill(words, Bytes32.ZERO);
    words[0] = Bytes32.leftPad(ROLLUP.bytes());
    words[1] = UInt256.valueOf(CHAIN.l2ChainId());
    words[3] = UInt256.valueOf(CHAIN.forkId());
    return Bytes.concatenate(words);
  }

  private RollupNode node(final long l1ChainId, final DatabaseConfig database) {
    return RollupNodeFactory.create(
        new NodeConfig(
            CHAIN,
            new L1Config(
                List.of(l1.url()), l1ChainId, MANAGER, ROLLUP, EXIT_ROOTS, 1, 0, BlockTag.LATEST),
            database,
            PoolConfig.defaults(),
            new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofHours(1), 8, List.of()),
            Optional.empty(),
            Optional.of(new SynchronizerConfig(Duration.ofSeconds(1), 100, 1, true)),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        new FakeEngine(CHAIN.l2ChainId(), CHAIN.blockGasLimit(), Map.of()),
        Metrics.none(),
        Clock.systemUTC());
  }

  private static Set<Thread> httpClients() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
        .collect(Collectors.toSet());
  }

  private long sessions() throws SQLException {
    try (Connection connection = state.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void awaitNothingOpen() {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(sessions()).isZero();
              assertThat(before).containsAll(httpClients());
            });
  }

  @Test
  void anL1ThatDoesNotFit() {
    try (RollupNode node = node(1, state.config())) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("is not of L1");
      awaitNothingOpen();
    }
  }

  @Test
  void aPoolDatabaseOutOfReachAfterTheStateDatabaseWasOpened() {
    final DatabaseConfig config =
        new DatabaseConfig(
            state.url(), Optional.of(NOWHERE + "pool"), state.user(), Optional.empty());
    try (RollupNode node = node(31_337, config)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("pool DB");
      awaitNothingOpen();
    }
  }

  @Test
  void aStateDatabaseOutOfReachIsNotTriedAgainToCloseIt() {
    final DatabaseConfig config =
        new DatabaseConfig(NOWHERE + "state", Optional.empty(), state.user(), Optional.empty());
    try (RollupNode node = node(31_337, config)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("state DB");
      awaitNothingOpen();
    }
  }
}
