/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;
import org.zknode.rollup.verification.BatchResponder;
import org.zknode.zks.limit.WireLimits;

@Tag("slow")
class ZksHubTest extends ZksHubFixture {
  @Test
  void offersFollowTheRole() {
    final BatchResponder responder = (peer, request) -> null;

    assertThat(main.offers())
        .containsExactly(new CapabilityOffer("zks", 5, 2), new CapabilityOffer("zks_2fa", 1, 5));
    assertThat(externalNode(CONFIG, Optional.empty()).offers())
        .containsExactly(new CapabilityOffer("zks", 5, 2));
    assertThat(externalNode(CONFIG, Optional.of(new ZksVerifier(ACCEPTED, responder))).offers())
        .containsExactly(new CapabilityOffer("zks", 5, 2), new CapabilityOffer("zks_2fa", 1, 5));
  }

  @Test
  void replaysFromTheFirstBlockAndFollows() {
    mainChain.produce(300, 100);
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection connection = connect(external);

    awaitHead(300);
    mainChain.produce(1, 100);
    main.newBlock();
    awaitHead(301);
    mainChain.produce(1, 100);
    awaitHead(302);

    assertThat(externalChain.blocks()).isEqualTo(mainChain.blocks());
    await().untilAsserted(() -> assertThat(mainMetrics.count("zks_blocks_sent")).isEqualTo(302));
    assertThat(externalMetrics.count("zks_blocks_received")).isEqualTo(302);
    assertThat(
            externalMetrics.observed(
                "zks_replay_lag_seconds",
                ReplaySource.shown(external.snapshot().peers().getFirst().peerId())))
        .hasSize(302);
    final PeerStatus seenByMain = main.snapshot().peers().getFirst();
    // Once for each message.
    assertThat(
            mainMetrics.observed("zks_replay_lag_seconds", ReplaySource.shown(seenByMain.peerId())))
        .hasSizeBetween(3, 302);
    assertThat(seenByMain.capabilities()).containsExactly("zks/5");
    assertThat(seenByMain.replayFrom()).hasValue(1);
    assertThat(seenByMain.replayedTo()).hasValue(302);
    assertThat(external.snapshot().peers().getFirst().replayedTo()).hasValue(302);
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  void goesOnAtTheCursorAfterAReconnect() {
    mainChain.produce(10, 100);
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection first = connect(external);
    awaitHead(10);

    first.disconnect("test");
    await().untilAsserted(() -> assertThat(main.snapshot().peers()).isEmpty());
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).isEmpty());
    mainChain.produce(10, 100);
    connect(external);

    awaitHead(20);
    assertThat(main.snapshot().peers().getFirst().replayFrom()).hasValue(11);
    assertThat(externalChain.blocks()).isEqualTo(mainChain.blocks());
  }

  @Test
  void connectionsBeforeTheStartAreServedFromThenOn() {
    mainChain.produce(5, 100);
    final ZksHub late =
        ExternalNodeHub.create(CONFIG, CHAIN, externalChain, Optional.empty(), externalMetrics);
    connect(late);
    await().untilAsserted(() -> assertThat(late.snapshot().peers()).hasSize(1));
    assertThat(externalChain.head()).isZero();

    started(late);

    awaitHead(5);
  }

  @Test
  void aMalformedFrameClosesOnlyThatConnection() {
    mainChain.produce(3, 100);
    final LoopbackConnection good = connect(externalNode(CONFIG, Optional.empty()));
    awaitHead(3);
    final RawPeer attacker = new RawPeer();
    final LoopbackConnection bad =
        LoopbackConnection.connect(new Endpoint(id(3), attacker, main.offers()), endpoint(1, main));

    bad.send("zks", 0, Bytes.fromHexString("ffffffff"));

    await().until(bad::isClosed);
    assertThat(bad.reason()).isEqualTo("malformed message");
    assertThat(mainMetrics.count("zks_refused_frames")).isEqualTo(1);
    mainChain.produce(1, 100);
    awaitHead(4);
    assertThat(good.isClosed()).isFalse();
  }

  @Test
  void whatTheProtocolForbidsClosesTheConnection() {
    final Bytes request = Bytes.fromHexString("c301c040");
    final List<List<Frame>> forbidden =
        List.of(
            List.of(new Frame("zks", 0, request), new Frame("zks", 0, request)),
            List.of(new Frame("zks", 1, Bytes.fromHexString("c1c0"))),
            List.of(new Frame("zks_2fa", 2, Bytes.fromHexString("c180"))),
            List.of(new Frame("zks_2fa", 3, Bytes.fromHexString("c80101010101808001"))));
    int node = 10;
    for (final List<Frame> frames : forbidden) {
      final LoopbackConnection connection =
          LoopbackConnection.connect(
              new Endpoint(id(node++), new RawPeer(), main.offers()), endpoint(1, main));
      frames.forEach(f -> connection.send(f.capability(), f.code(), f.payload()));

      await().until(connection::isClosed);
      assertThat(connection.reason()).isEqualTo("protocol violation");
    }
    assertThat(mainMetrics.count("zks_protocol_violations")).isEqualTo(forbidden.size());
  }

  @Test
  void whoFloodsIsCutAndCounted() {
    final LoopbackConnection bad =
        LoopbackConnection.connect(
            new Endpoint(id(3), new RawPeer(), main.offers()), endpoint(1, main));

    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              bad.send("zks_2fa", 0, Bytes.fromHexString("c0"));
              return bad.isClosed();
            });

    assertThat(bad.reason()).isEqualTo("too many messages");
    assertThat(mainMetrics.count("zks_protocol_violations")).isEqualTo(1);
    assertThat(mainMetrics.count("zks_limit_unasked_messages")).isEqualTo(1);
  }

  /** Cut, the peer would dial and ask again for ever; silent, nobody would know. */
  @Test
  void aRecordThatNoMessageCarriesIsNamedInTheStatusAndThePeerIsKept() {
    mainChain.produce(3, 100);
    mainChain.produce(1, WireLimits.MAX_BATCH_BYTES);
    final LoopbackConnection connection = connect(externalNode(CONFIG, Optional.empty()));

    awaitHead(3);
    await().until(() -> mainStatus.snapshot().state() == NodeStatus.State.DEGRADED);
    assertThat(mainStatus.snapshot().reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.key()).isEqualTo("zks-oversize-record");
              assertThat(reason.text())
                  .contains("the record of block 4 has 83")
                  .contains("a message carries at most 8388608")
                  .contains("(peers that wait: 1)");
            });
    assertThat(connection.isClosed()).isFalse();
    assertThat(mainMetrics.count("zks_limit_batch_bytes")).isEqualTo(1);

    connection.disconnect("seen");
    await().until(() -> mainStatus.snapshot().state() == NodeStatus.State.RUNNING);
  }

  @Test
  void aSlowReaderIsBoundedAndCut() {
    mainChain.produce(3000, 10_000);
    final RawPeer slow = new RawPeer();
    final LoopbackConnection connection =
        LoopbackConnection.connect(new Endpoint(id(3), slow, main.offers()), endpoint(1, main));
    connection.pauseReading(true);
    connection.send("zks", 0, Bytes.fromHexString("c301c008"));

    await().until(connection::isClosed);

    assertThat(connection.reason()).isEqualTo("reads too slowly");
    assertThat(connection.waiting()).isEqualTo(LoopbackConnection.QUEUE);
    assertThat(mainMetrics.count("zks_slow_readers")).isEqualTo(1);
    assertThat(mainMetrics.count("zks_blocks_sent")).isEqualTo(8L * LoopbackConnection.QUEUE);
  }

  @Test
  void aBusyExternalNodeHoldsTheStreamBackWithoutLosingIt() {
    mainChain.produce(3000, 8_000);
    externalChain.block();
    final LoopbackConnection connection = connect(externalNode(CONFIG, Optional.empty()));
    // 64 records of about 17 kB in a message: reading stops after 8 of the limit's 32 MiB.
    await().until(connection::isPaused);

    externalChain.release();

    awaitHead(3000);
    assertThat(externalMetrics.count("zks_inbox_overflows")).isZero();
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  void whatArrivedBeforeAnOverflowIsNotLost() {
    mainChain.produce(300, 100);
    externalChain.block();
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final Flood flood = new Flood(external, mainChain);

    flood.run();

    assertThat(externalMetrics.count("zks_inbox_overflows")).isEqualTo(1);
    assertThat(flood.disconnected()).isEqualTo("inbound queue is full");
    externalChain.release();
    awaitHead(300);
    // The next connection asks only for what is missing.
    mainChain.produce(1, 100);
    connect(external);
    awaitHead(301);
    assertThat(main.snapshot().peers().getFirst().replayFrom()).hasValue(301);
  }

  @Test
  void aSilentReplayIsCut() {
    final ZksConfig impatient =
        new ZksConfig(VERSIONS, 64, Duration.ofMillis(100), 25, mainNodes(1));
    final LoopbackConnection connection = connect(externalNode(impatient, Optional.empty()));

    await().until(connection::isClosed);
    assertThat(connection.reason()).isEqualTo("replay stalled");
    assertThat(externalMetrics.count("zks_replay_stalls")).isEqualTo(1);
  }

  @Test
  void aBlockThatIsNotTakenEndsTheStream() {
    mainChain.produce(3, 100);
    externalChain.halt();
    final LoopbackConnection connection = connect(externalNode(CONFIG, Optional.empty()));

    await().until(connection::isClosed);
    assertThat(connection.reason()).isEqualTo("replay stalled");
    assertThat(externalChain.head()).isZero();
  }

  /** Else the worker is gone, and the peer keeps its place without being served. */
  @Test
  void anErrorWhileAPeerIsServedClosesItsConnection() {
    mainChain.produce(3, 100);
    externalChain.breakDown();
    final LoopbackConnection connection = connect(externalNode(CONFIG, Optional.empty()));

    await().until(connection::isClosed);
    assertThat(connection.reason()).isEqualTo("internal error");
    assertThat(externalMetrics.count("zks_worker_failures")).isEqualTo(1);
  }

  @Test
  void aConfiguredMainNodeGetsAPlaceWhoeverDials() {
    mainChain.produce(2, 100);
    final ZksHub external =
        externalNode(
            new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 1, mainNodes(1)), Optional.empty());
    final LoopbackConnection stranger =
        LoopbackConnection.connect(
            new Endpoint(id(9), new RawPeer(), main.offers()), endpoint(2, external));
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));

    LoopbackConnection.connect(endpoint(1, main), endpoint(2, external));

    awaitHead(2);
    assertThat(stranger.isClosed()).isFalse();
    assertThat(externalMetrics.count("zks_refused_connections")).isZero();
  }

  @Test
  void blocksOfAnotherChainAreRefused() {
    mainChain.produce(3, 100);
    final ZksHub foreign =
        started(
            ExternalNodeHub.create(
                CONFIG,
                new ChainConfig(1002, 8, CHAIN.coinbase(), CHAIN.blockGasLimit()),
                externalChain,
                Optional.empty(),
                externalMetrics));
    final LoopbackConnection connection = connect(foreign);

    await().until(connection::isClosed);
    assertThat(externalMetrics.count("zks_refused_frames")).isEqualTo(1);
    assertThat(externalChain.head()).isZero();
  }

  @Test
  void oneReplayAtATimeAndTheNextTakesOver() {
    mainChain.produce(3, 100);
    final ZksHub second = mainNode(CONFIG);
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection first = connect(external);
    awaitHead(3);
    LoopbackConnection.connect(endpoint(2, external), endpoint(4, second));
    await().untilAsserted(() -> assertThat(second.snapshot().peers()).hasSize(1));

    mainChain.produce(3, 100);
    awaitHead(6);
    assertThat(second.snapshot().peers().getFirst().replayFrom()).isEmpty();

    first.disconnect("test");
    mainChain.produce(3, 100);
    awaitHead(9);
    assertThat(second.snapshot().peers().getFirst().replayFrom()).isPresent();
  }

  @Test
  void replayIsTakenFromTheConfiguredMainNodeOnly() {
    mainChain.produce(3, 100);
    final String other = id(5).toUnprefixedHexString();
    final ZksConfig picky = new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 25, List.of(other));
    final ZksHub external = externalNode(picky, Optional.empty());
    connect(external);
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));
    LoopbackConnection.connect(endpoint(2, external), endpoint(5, mainNode(CONFIG)));

    awaitHead(3);
    assertThat(main.snapshot().peers().getFirst().replayFrom()).isEmpty();
    assertThatThrownBy(
            () ->
                externalNode(
                    new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 25, List.of("abcd")),
                    Optional.empty()))
        .hasMessageContaining("abcd");
  }

  @Test
  void ofTwoDialsOfTheSameNodeItsFirstStays() {
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection first = connect(external);
    await().untilAsserted(() -> assertThat(main.snapshot().peers()).hasSize(1));
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));

    final LoopbackConnection second = connect(external);

    await().until(second::isClosed);
    assertThat(second.reason()).isEqualTo("already connected");
    assertThat(first.isClosed()).isFalse();
    mainChain.produce(1, 100);
    awaitHead(1);
    assertThat(externalMetrics.count("zks_duplicate_connections")).isEqualTo(1);
  }

  @Test
  void crossedDialsLeaveTheOneOfTheLowerId() {
    mainChain.produce(2, 100);
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection byHigher = connect(external);
    final LoopbackConnection byLower =
        LoopbackConnection.connect(endpoint(1, main), endpoint(2, external));

    await().until(byHigher::isClosed);

    awaitHead(2);
    assertThat(byLower.isClosed()).isFalse();
    await().untilAsserted(() -> assertThat(main.snapshot().peers()).hasSize(1));
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));
  }

  /** What arrived on the spare meanwhile is not lost. */
  @Test
  void theSpareServesAtOnceWhenTheOneInUseIsGone() {
    mainChain.produce(3, 100);
    final LoopbackConnection first =
        LoopbackConnection.connect(
            new Endpoint(id(3), new RawPeer(), main.offers()), endpoint(1, main));
    await().untilAsserted(() -> assertThat(main.snapshot().peers()).hasSize(1));
    final RawPeer answers = new RawPeer();
    final LoopbackConnection spare =
        LoopbackConnection.connect(new Endpoint(id(3), answers, main.offers()), endpoint(1, main));
    spare.send("zks", 0, Bytes.fromHexString("c301c040"));
    await().until(() -> spare.otherEnd().waiting() == 0);
    assertThat(answers.frames()).isEmpty();

    first.disconnect("test");

    await().untilAsserted(() -> assertThat(answers.frames()).isNotEmpty());
    assertThat(main.snapshot().peers())
        .singleElement()
        .satisfies(peer -> assertThat(peer.replayedTo()).hasValue(3));
    assertThat(spare.isClosed()).isFalse();
  }

  @Test
  void connectionsAreLimited() {
    final ZksHub small =
        mainNode(new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 1, List.of()));
    LoopbackConnection.connect(
        new Endpoint(id(6), new RawPeer(), small.offers()), endpoint(1, small));
    await().untilAsserted(() -> assertThat(small.snapshot().peers()).hasSize(1));
    final LoopbackConnection refused =
        LoopbackConnection.connect(
            new Endpoint(id(7), new RawPeer(), small.offers()), endpoint(1, small));

    await().until(refused::isClosed);
    assertThat(refused.reason()).isEqualTo("too many zks connections");
    assertThat(mainMetrics.count("zks_refused_connections")).isEqualTo(1);
  }

  @Test
  void stopClosesEverything() {
    mainChain.produce(3, 100);
    final ZksHub external = externalNode(CONFIG, Optional.empty());
    final LoopbackConnection connection = connect(external);
    awaitHead(3);

    external.stop();

    assertThat(connection.isClosed()).isTrue();
    assertThat(external.snapshot().peers()).isEmpty();
    await().untilAsserted(() -> assertThat(main.snapshot().peers()).isEmpty());
    final LoopbackConnection late = connect(external);
    await().until(late::isClosed);
  }
}
