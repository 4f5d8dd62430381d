/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
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
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capabilities;

/** An L1 with a rollup's contracts from some block on, which answers what a start asks. */
final class ScriptedL1 implements AutoCloseable {
  static final long CHAIN_ID = 31_337;

  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);
  private static final Address MANAGER = address(1);
  private static final Address ROLLUP = address(2);
  private static final Address EXIT_ROOTS = address(3);
  private static final int ROLLUP_DATA_WORDS = 12;

  private final long deployed;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final ScriptedEndpoint endpoint = new ScriptedEndpoint(this::answer);
  private volatile long head;

  /**
   * @param deployed block of the contracts
   */
  ScriptedL1(final long deployed) {
    this.deployed = deployed;
    this.head = deployed;
  }

  private static Address address(final int last) {
    return new Address(Bytes.concatenate(Bytes.repeat((byte) 0, 19), Bytes.of(last)));
  }

  /** The newest block from here on. */
  void headIs(final long number) {
    head = number;
  }

  /** Numbers and tags of blocks that were asked for. */
  Set<String> askedBlocks() {
    return Set.copyOf(asked);
  }

  String name() {
    return endpoint.url().getAuthority();
  }

  /** An external node on it that follows nobody's replay. */
  RollupNode node(final long l1ChainId, final DatabaseConfig database) {
    return RollupNodeFactory.create(
        new NodeConfig(
            CHAIN,
            new L1Config(
                List.of(endpoint.url()),
                l1ChainId,
                MANAGER,
                ROLLUP,
                EXIT_ROOTS,
                1,
                deployed,
                BlockTag.LATEST),
            database,
            PoolConfig.defaults(),
            new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofHours(1), 8, List.of()),
            Optional.empty(),
            Optional.of(new SynchronizerConfig(Duration.ofMillis(100), 100, 1, true)),
            Optional.empty(),
            Optional.empty(),
            List.of()),
        new FakeEngine(CHAIN.l2ChainId(), CHAIN.blockGasLimit(), Map.of()),
        Metrics.none(),
        Clock.systemUTC());
  }

  private Answer answer(final String method, final JsonNode params) {
    return switch (method) {
      case "eth_chainId" -> Answer.result("\"0x%x\"".formatted(CHAIN_ID));
      case "eth_getCode" -> Answer.result(head < deployed ? "\"0x\"" : "\"0x01\"");
      case "eth_getBlockByNumber" -> block(params.get(0).asText());
      case "eth_call" ->
          Answer.result(
              "\"%s\""
                  .formatted(
                      call(Bytes.fromHexString(params.get(0).get("data").asText())).toHexString()));
      default -> Answer.error(-32601, "no such method");
    };
  }

  private Answer block(final String wanted) {
    asked.add(wanted);
    final long number = wanted.startsWith("0x") ? Long.decode(wanted) : head;
    return Answer.result(
        number > head
            ? "null"
            : "{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%x\"}"
                .formatted(number, hash(number), hash(number - 1), 1_700_000_000 + number));
  }

  private static Bytes32 hash(final long number) {
    return UInt256.valueOf(number + 1000);
  }

  private Bytes call(final Bytes data) {
    if (head < deployed) {
      return Bytes.EMPTY;
    }
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

  @Override
  public void close() {
    endpoint.close();
  }
}
