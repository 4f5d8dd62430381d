/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.config.ZksConfig;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.rollup.zks.ReplayRecords.Sink;

/** An external node whose main nodes are connected and bring nothing says so. */
class ReplayHealthTest extends ZksHubFixture {
  private static final Bytes MALFORMED = Bytes.fromHexString("ffffffff");

  private static final ZksConfig IMPATIENT =
      new ZksConfig(VERSIONS, 64, Duration.ofMillis(50), 25, List.of());

  private List<String> reasons() {
    return externalStatus.snapshot().reasons().stream().map(NodeStatus.Reason::text).toList();
  }

  /** A main node that answers the request with nonsense. */
  private void fruitlessReplay(final ZksHub external, final int node) {
    final RawPeer peer = new RawPeer();
    final LoopbackConnection connection =
        LoopbackConnection.connect(
            new Endpoint(id(node), peer, main.offers()), endpoint(2, external));
    await().until(() -> !peer.frames().isEmpty());
    connection.send("zks", 1, MALFORMED);
    await().until(connection::isClosed);
    await().until(() -> external.snapshot().peers().isEmpty());
  }

  @Test
  void replaysThatEndWithoutABlockDegradeUntilABlockComes() {
    mainChain.produce(3, 100);
    final ZksHub external = externalNode(CONFIG, Optional.empty());

    for (int i = 1; i < ReplayHealth.FRUITLESS_REPLAYS; i++) {
      fruitlessReplay(external, 10 + i);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(externalMetrics.count("zks_replays_fruitless"))
                    .isEqualTo(ReplayHealth.FRUITLESS_REPLAYS - 1));
    assertThat(externalStatus.snapshot().state()).isEqualTo(NodeStatus.State.RUNNING);

    fruitlessReplay(external, 20);

    await().untilAsserted(() -> assertThat(reasons()).hasSize(1));
    assertThat(reasons().getFirst())
        .contains("the last 3 replays ended without a block", "from block 1");
    connect(external);
    awaitHead(3);
    await()
        .untilAsserted(
            () ->
                assertThat(externalStatus.snapshot().state()).isEqualTo(NodeStatus.State.RUNNING));
  }

  /** When the replay is asked for it has no block; whenever it looks later L1 has brought two. */
  private static final class DerivingSink implements Sink {
    private final AtomicBoolean asked = new AtomicBoolean();

    @Override
    public long nextBlock() {
      return asked.getAndSet(true) ? 3 : 1;
    }

    @Override
    public boolean accept(final ReplayBlock block) {
      return false;
    }
  }

  @Test
  void silenceWhileL1GoesOnDegrades() {
    final ZksHub external =
        started(
            ZksHub.externalNode(
                IMPATIENT,
                CHAIN,
                new DerivingSink(),
                Optional.empty(),
                externalMetrics,
                externalStatus));

    LoopbackConnection.connect(
        new Endpoint(id(3), new RawPeer(), main.offers()), endpoint(2, external));

    await().untilAsserted(() -> assertThat(reasons()).hasSize(1));
    assertThat(reasons().getFirst())
        .contains("brought nothing from block 1 on for PT0.05S, while L1 has the blocks up to 2");
  }

  @Test
  void silenceOfAnIdleChainIsInOrder() {
    final ZksHub external = externalNode(IMPATIENT, Optional.empty());
    for (int i = 1; i <= ReplayHealth.FRUITLESS_REPLAYS + 1; i++) {
      final LoopbackConnection connection =
          LoopbackConnection.connect(
              new Endpoint(id(10 + i), new RawPeer(), main.offers()), endpoint(2, external));
      await().until(connection::isClosed);
      await().until(() -> external.snapshot().peers().isEmpty());
    }

    assertThat(externalMetrics.count("zks_replay_stalls")).isGreaterThan(0);
    assertThat(externalMetrics.count("zks_replays_fruitless")).isZero();
    assertThat(externalStatus.snapshot().state()).isEqualTo(NodeStatus.State.RUNNING);
  }
}
