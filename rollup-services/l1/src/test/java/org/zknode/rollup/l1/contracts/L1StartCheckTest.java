/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1BehindException;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.testkit.MutableClock;

/** An L1 that lags is not taken for a wrong configuration, and a wrong one not for a lag. */
class L1StartCheckTest {
  private static final long DEPLOYED = 500;
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);

  private final MutableClock clock = MutableClock.create();
  private final long now = clock.instant().getEpochSecond();
  private final ScriptedEndpoint lagging =
      new ScriptedEndpoint((method, params) -> answer(method, params, 12, now - 4000));
  private final ScriptedEndpoint good =
      new ScriptedEndpoint((method, params) -> answer(method, params, 800, now - 5));

  @AfterEach
  void stop() {
    lagging.close();
    good.close();
  }

  private static Answer answer(
      final String method, final JsonNode params, final long head, final long timestamp) {
    return switch (method) {
      case "eth_chainId" -> Answer.result("\"0x7a69\"");
      case "eth_getCode" -> Answer.result(head < DEPLOYED ? "\"0x\"" : "\"0x01\"");
      case "eth_getBlockByNumber" ->
          Answer.result(
              "{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%x\"}"
                  .formatted(head, Bytes32.ZERO, Bytes32.ZERO, timestamp));
      case "eth_call" ->
          Answer.result(
              "\"%s\"".formatted(call(Bytes.fromHexString(params.get(0).get("data").asText()))));
      default -> Answer.error(-32601, "no such method");
    };
  }

  private static Bytes call(final Bytes data) {
    if (data.equals(ElderberryAbi.rollupId(L1RpcServer.ROLLUP))) {
      return UInt256.ONE;
    }
    if (data.equals(ElderberryAbi.globalExitRootManager())) {
      return Bytes32.leftPad(L1RpcServer.EXIT_ROOTS.bytes());
    }
    final Bytes32[] words = new Bytes32[12];
    Arrays.fill(words, Bytes32.ZERO);
    words[0] = Bytes32.leftPad(L1RpcServer.ROLLUP.bytes());
    words[1] = UInt256.valueOf(CHAIN.l2ChainId());
    words[3] = UInt256.valueOf(CHAIN.forkId());
    return Bytes.concatenate(words);
  }

  private void check(final long genesisBlock, final ScriptedEndpoint... endpoints) {
    final L1Config config =
        new L1Config(
            Stream.of(endpoints).map(ScriptedEndpoint::url).toList(),
            31_337,
            L1RpcServer.MANAGER,
            L1RpcServer.ROLLUP,
            L1RpcServer.EXIT_ROOTS,
            1,
            genesisBlock,
            BlockTag.LATEST);
    try (JsonRpcL1Client client =
        new JsonRpcL1Client(
            config,
            new JsonRpcLimits(
                Duration.ofSeconds(2), 2, Duration.ofMillis(1), Duration.ofMillis(4), 200_000),
            clock)) {
      client.verifyDeployment(CHAIN);
    }
  }

  @Test
  void whoLagsIsNamedWithItsBlockAndWhatItIsToReach() {
    assertThatThrownBy(() -> check(DEPLOYED, lagging))
        .isInstanceOf(L1BehindException.class)
        .hasMessageContaining(
            "%s is at block 12 of %s, the rollup's first block there is 500"
                .formatted(lagging.url().getAuthority(), Instant.ofEpochSecond(now - 4000)));
  }

  @Test
  void oneOfThemThatHasTheContractsIsEnough() {
    assertThatCode(() -> check(DEPLOYED, lagging, good)).doesNotThrowAnyException();
    assertThatCode(() -> check(DEPLOYED, good, lagging)).doesNotThrowAnyException();
  }

  @Test
  void whoHasTheBlockAndNoContractsShowsAWrongConfiguration() {
    assertThatThrownBy(() -> check(10, lagging))
        .as("by a block that is old")
        .isInstanceOf(L1BehindException.class)
        .hasMessageStartingWith("there is no contract at the rollup manager address")
        .hasMessageContaining(
            "or L1's endpoints lag: %s is at block 12 of".formatted(lagging.url().getAuthority()))
        .hasMessageContaining("if they do not lag, restart it with what is right");
    clock.set(Instant.ofEpochSecond(now - 3900));
    assertThatThrownBy(() -> check(10, lagging))
        .as("by a block that is not old")
        .isInstanceOf(L1ConfigurationException.class)
        .hasMessageEndingWith("on L1 chain 31337");
  }
}
