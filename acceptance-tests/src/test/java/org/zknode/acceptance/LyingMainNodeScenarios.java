/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.wire.Capabilities;

/** A main node that records another hash than its block has, configured and not. */
@ExtendWith(SharedDevnets.Extension.class)
@Tag("alone")
abstract class LyingMainNodeScenarios {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Bytes32 LIE = Bytes32.fromHexString("0x" + "11e5".repeat(16));
  private static final ZksConfig ZKS =
      new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofSeconds(60), 25, List.of());

  private final Engine engine;

  LyingMainNodeScenarios(final Engine engine) {
    this.engine = engine;
  }

  @Test
  void neverHaltsAnExternalNodeWhichGoesOnWithTheNextOne(final SharedDevnets devnets)
      throws Exception {
    // No batch ends there, so that nothing goes to L1 and blocks can come by replay only.
    final Devnet devnet = devnets.of(engine);
    final JsonRpc main = devnet.mainNode().rpc();
    await().atMost(PATIENCE).until(() -> block(main, 1).isPresent());
    final JsonNode genesis = block(main, 0).orElseThrow();
    final JsonNode truth = block(main, 1).orElseThrow();
    assertThat(truth.path("transactions")).isEmpty();

    try (LyingMainNode liar = new LyingMainNode(lie(genesis, truth))) {
      onlyALiarIsAReason(devnet, liar);
      aStrangerIsNeverAsked(devnet, liar);
      followsTheHonestOne(devnet, liar);
    }
    await().atMost(PATIENCE).untilAsserted(() -> Facts.assertRunning(main));
  }

  private static void onlyALiarIsAReason(final Devnet devnet, final LyingMainNode liar) {
    try (NodeProcess node =
        devnet.probeNode(
            Optional.of(liar.enode()), Map.of("--plugin-zks-main-nodes", liar.nodeId()))) {
      node.start();
      node.awaitReady();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(reason(node.rpc(), "replay-stalled"))
                      .contains("block 1 ", "recorded hash " + LIE.toHexString()));
      assertThat(state(node.rpc())).isEqualTo("DEGRADED");
      assertThat(node.rpc().tryQuantity("eth_blockNumber")).contains(0L);
    }
  }

  private static void aStrangerIsNeverAsked(final Devnet devnet, final LyingMainNode liar) {
    final int asked = liar.asked();
    try (NodeProcess node =
        devnet.probeNode(
            Optional.of(liar.enode()), Map.of("--plugin-zks-main-nodes", Devnet.mainNodeId()))) {
      node.start();
      node.awaitReady();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(reason(node.rpc(), "replay-stalled")).contains("no connection yet"));
      assertThat(liar.asked()).isEqualTo(asked);
      assertThat(node.rpc().tryQuantity("eth_blockNumber")).contains(0L);
    }
  }

  private static void followsTheHonestOne(final Devnet devnet, final LyingMainNode liar) {
    try (NodeProcess node =
        devnet.probeNode(
            Optional.of(liar.enode() + "," + devnet.mainEnode()),
            Map.of("--plugin-zks-main-nodes", liar.nodeId() + "," + devnet.mainEnode()))) {
      node.start();
      node.awaitReady();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.rpc().tryQuantity("eth_blockNumber").orElse(0L))
                      .isGreaterThan(3));
      assertThat(state(node.rpc())).isNotEqualTo("HALTED");
    }
  }

  private static String state(final JsonRpc node) {
    return node.tryCall("zknode_status").orElseThrow().path("state").asText();
  }

  private static String reason(final JsonRpc node, final String key) {
    for (final JsonNode reason : node.tryCall("zknode_status").orElseThrow().path("reasons")) {
      if (reason.path("key").asText().equals(key)) {
        return reason.path("text").asText();
      }
    }
    return "";
  }

  /** Everything of the true block but its hash. */
  private static ReplayBlock lie(final JsonNode genesis, final JsonNode truth) {
    return new ReplayBlock(
        new BlockAttributes(
            1,
            Bytes32.fromHexString(genesis.path("hash").asText()),
            Long.decode(truth.path("timestamp").asText()),
            Address.fromHex(truth.path("miner").asText()),
            Long.decode(truth.path("gasLimit").asText()),
            0,
            Bytes32.ZERO),
        Long.decode(genesis.path("timestamp").asText()),
        List.of(),
        LIE,
        new BigInteger(truth.path("baseFeePerGas").asText().substring(2), 16));
  }

  private static Optional<JsonNode> block(final JsonRpc node, final long number) {
    return node.tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
  }

  /** Serves one block over real RLPx, by the main node's own side of zks. */
  private static final class LyingMainNode implements AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final ZksHub hub;
    private final RlpxServer server;

    LyingMainNode(final ReplayBlock block) throws IOException {
      hub =
          MainNodeHub.create(
              ZKS,
              new ChainConfig(
                  Devnet.L2_CHAIN_ID,
                  8,
                  block.attributes().coinbase(),
                  block.attributes().gasLimit()),
              number -> {
                asked.incrementAndGet();
                return Optional.of(block).filter(only -> only.attributes().number() == number);
              },
              Set::of,
              Metrics.none(),
              InstantSource.system());
      hub.start();
      server =
          RlpxServer.builder()
              .key(PrivateKey.fromHex("0x" + "1e".repeat(32)))
              .clientId("liar")
              .bind("127.0.0.1", 0)
              .capabilities(RlpxZksTransport.capabilities(hub.offers()))
              .handler(new RlpxZksTransport(hub))
              .start();
    }

    /** How often somebody wanted a block. */
    int asked() {
      return asked.get();
    }

    String nodeId() {
      return server.enode().nodeId().toUnprefixedHexString();
    }

    String enode() {
      return server.enode().toString();
    }

    @Override
    public void close() {
      server.close();
      hub.stop();
    }
  }
}
