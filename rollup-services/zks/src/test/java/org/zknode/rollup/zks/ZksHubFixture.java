/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

/** A main node and external nodes on in-process connections. */
abstract class ZksHubFixture {
  static final ChainConfig CHAIN =
      new ChainConfig(1001, 8, new Address(Bytes.repeat((byte) 9, 20)), 30_000_000);
  static final List<Capability> VERSIONS = List.of(Capabilities.ZKS_5, Capabilities.ZKS_2FA_1);
  static final ZksConfig CONFIG =
      new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 25, mainNodes(1, 3, 4, 0x42));
  static final PrivateKey ACCEPTED =
      PrivateKey.fromHex("0x7726827caac94a7f9e1b160f7ea819f172f7b6f9d2a97f992c38edeab82d4110");
  static final PrivateKey OTHER =
      PrivateKey.fromHex("0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e");
  static final Duration SLOW = Duration.ofMillis(300);

  final List<ZksHub> hubs = new ArrayList<>();
  final CountingMetrics mainMetrics = new CountingMetrics();
  final CountingMetrics externalMetrics = new CountingMetrics();
  final NodeStatusTracker mainStatus = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  final NodeStatusTracker externalStatus = new NodeStatusTracker(Clock.systemUTC(), event -> {});
  final MemoryChain mainChain = new MemoryChain(CHAIN);
  final MemoryChain externalChain = new MemoryChain(CHAIN);
  final ZksHub main = mainNode(CONFIG);

  @AfterEach
  void stop() {
    externalChain.release();
    hubs.forEach(ZksHub::stop);
  }

  ZksHub mainNode(final ZksConfig config) {
    return mainNode(config, System::nanoTime);
  }

  ZksHub mainNode(final ZksConfig config, final LongSupplier nanoTime) {
    return started(
        MainNodeHub.create(
            config,
            CHAIN,
            mainChain,
            () -> Set.of(ACCEPTED.address()),
            mainMetrics,
            InstantSource.system(),
            mainStatus,
            SLOW,
            nanoTime));
  }

  ZksHub externalNode(final ZksConfig config, final Optional<ZksVerifier> verifier) {
    return started(
        ExternalNodeHub.create(
            config, CHAIN, externalChain, verifier, externalMetrics, externalStatus));
  }

  ZksHub started(final ZksHub hub) {
    hub.start();
    hubs.add(hub);
    return hub;
  }

  /** Node ids as an operator names them. */
  static List<String> mainNodes(final int... numbers) {
    return Arrays.stream(numbers).mapToObj(n -> id(n).toUnprefixedHexString()).toList();
  }

  static Bytes id(final int n) {
    return Bytes.repeat((byte) n, 64);
  }

  static Endpoint endpoint(final int n, final ZksHub hub) {
    return new Endpoint(id(n), hub, hub.offers());
  }

  /** An external node with number 2 dials the main node with number 1. */
  LoopbackConnection connect(final ZksHub external) {
    return LoopbackConnection.connect(endpoint(2, external), endpoint(1, main));
  }

  void awaitHead(final long head) {
    await().untilAsserted(() -> assertThat(externalChain.head()).isEqualTo(head));
  }

  record Frame(String capability, int code, Bytes payload) {}
}
