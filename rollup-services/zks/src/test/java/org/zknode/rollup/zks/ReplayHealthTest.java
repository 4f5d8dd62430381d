/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;
import org.zknode.rollup.replay.ReplayRecords.Verdict;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;

/** An external node whose main nodes bring nothing asks another one and says why. */
@Tag("slow")
class ReplayHealthTest extends ZksHubFixture {
  private static final Bytes MALFORMED = Bytes.fromHexString("ffffffff");
  private static final ReplayTimes FAST =
      new ReplayTimes(
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  private ZksHub external(final Sink sink, final ZksConfig config) {
    return started(
        ExternalNodeHub.create(
            config, CHAIN, sink, Optional.empty(), externalMetrics, externalStatus, FAST));
  }

  private List<String> reasons() {
    return externalStatus.snapshot().reasons().stream().map(NodeStatus.Reason::text).toList();
  }

  private void awaitReason(final String... parts) {
    await().untilAsserted(() -> assertThat(reasons()).singleElement().asString().contains(parts));
  }

  private void awaitRunning() {
    await()
        .untilAsserted(
            () ->
                assertThat(externalStatus.snapshot().state()).isEqualTo(NodeStatus.State.RUNNING));
  }

  private LoopbackConnection dial(final ZksHub external, final int node, final RawPeer peer) {
    return LoopbackConnection.connect(
        new Endpoint(id(node), peer, main.offers()), endpoint(2, external));
  }

  /** docs/develop/faults.md, B1: any node id that says it is a main node. */
  @Test
  void whoIsNotConfiguredIsNeverAskedAndNeverBelieved() {
    final ZksHub external = external(externalChain, CONFIG);
    final RawPeer stranger = new RawPeer();
    final LoopbackConnection connection = dial(external, 9, stranger);
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));
    connection.send("zks", 1, Bytes.fromHexString("c1c0"));
    await().until(connection::isClosed);
    assertThat(stranger.frames()).isEmpty();
    assertThat(externalChain.head()).isZero();
    assertThat(externalMetrics.count("zks_protocol_violations")).isEqualTo(1);

    mainChain.produce(3, 100);
    connect(external);
    awaitHead(3);
  }

  @Test
  void withoutMainNodesNobodyIsAskedAndTheNodeRuns() {
    mainChain.produce(3, 100);
    final ZksHub external =
        external(externalChain, new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 25, List.of()));
    connect(external);
    await().untilAsserted(() -> assertThat(external.snapshot().peers()).hasSize(1));
    await().during(Duration.ofMillis(300)).until(() -> externalChain.head() == 0);
    assertThat(main.snapshot().peers().getFirst().replayFrom()).isEmpty();
    assertThat(externalStatus.snapshot().state()).isEqualTo(NodeStatus.State.RUNNING);
  }

  @Test
  void aVerifierWithoutMainNodesSaysThatNobodyCanAskIt() {
    started(
        ExternalNodeHub.create(
            new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 25, List.of()),
            CHAIN,
            externalChain,
            Optional.of(new ZksVerifier(ACCEPTED, (peer, request) -> null)),
            externalMetrics,
            externalStatus,
            FAST));
    awaitReason("--plugin-zks-main-nodes", "nobody asks it to sign");
  }

  @Test
  void noMainNodeConnectedIsAReason() {
    mainChain.produce(1, 100);
    final ZksHub external = external(externalChain, CONFIG);
    awaitReason("no blocks come from the configured main nodes", "no connection yet");
    connect(external);
    awaitHead(1);
    awaitRunning();
  }

  @Test
  void nonsenseDegradesUntilAnotherMainNodeBringsABlock() {
    final ZksHub external = external(externalChain, CONFIG);
    final RawPeer liar = new RawPeer();
    final LoopbackConnection connection = dial(external, 3, liar);
    await().until(() -> !liar.frames().isEmpty());
    connection.send("zks", 1, MALFORMED);
    await().until(connection::isClosed);
    await().untilAsserted(() -> assertThat(reasons()).hasSize(1));
    assertThat(externalMetrics.count("zks_replays_fruitless")).isEqualTo(1);

    mainChain.produce(3, 100);
    connect(external);
    awaitHead(3);
    awaitRunning();
  }

  /** Takes what checks, like the real pipeline; a block with another hash does not. */
  private final class Checking implements Sink {
    @Override
    public long nextBlock() {
      return externalChain.nextBlock();
    }

    @Override
    public boolean accept(final ReplayBlock block) throws InterruptedException {
      return externalChain.accept(block);
    }

    @Override
    public Verdict judge(final ReplayBlock block, final String peer) throws InterruptedException {
      final long number = block.attributes().number();
      final Optional<ReplayBlock> real = mainChain.block(number);
      if (real.isPresent() && !real.get().hash().equals(block.hash())) {
        return new Verdict.Wrong("block %d executes to another hash".formatted(number));
      }
      return number < nextBlock() || accept(block) ? Verdict.TAKEN : new Verdict.NotNow("later");
    }
  }

  /** A main node whose every block has a made-up hash. */
  private ZksHub liar() {
    return started(
        MainNodeHub.create(
            CONFIG,
            CHAIN,
            number ->
                mainChain
                    .block(number)
                    .map(
                        b ->
                            new ReplayBlock(
                                b.attributes(),
                                b.previousTimestamp(),
                                b.transactions(),
                                Bytes32.repeat((byte) 0x11),
                                b.baseFee())),
            Set::of,
            mainMetrics,
            InstantSource.system()));
  }

  @Test
  void aLyingMainNodeIsCutAndCountedAndTheNextOneIsAsked() {
    mainChain.produce(3, 100);
    final ZksHub external = external(new Checking(), CONFIG);
    final LoopbackConnection lying =
        LoopbackConnection.connect(endpoint(2, external), endpoint(3, liar()));
    await().until(lying::isClosed);
    assertThat(lying.reason()).isEqualTo("replayed block refused");
    assertThat(externalMetrics.count("zks_replay_wrong_blocks")).isEqualTo(1);
    awaitReason("block 1 executes to another hash");
    assertThat(externalStatus.isHalted()).isFalse();

    connect(external);
    awaitHead(3);
    awaitRunning();
    mainChain.produce(3, 100);
    awaitHead(6);
  }

  @Test
  void aSilentMainNodeIsLeftWhenAnotherBringsBlocks() {
    final ZksHub external = external(new Checking(), CONFIG);
    final RawPeer silent = new RawPeer();
    final LoopbackConnection connection = dial(external, 3, silent);
    await().until(() -> !silent.frames().isEmpty());
    mainChain.produce(3, 100);

    connect(external);

    awaitHead(3);
    await().until(connection::isClosed);
    assertThat(connection.reason()).isEqualTo("replay stalled");
    awaitRunning();
    mainChain.produce(3, 100);
    awaitHead(6);
  }

  /** It answers, but never with what this node does not have yet. */
  @Test
  void oldBlocksForEverAreNoProgress() {
    mainChain.produce(40, 100);
    final ReplayRecords.Source old =
        number -> number == 1 || mainChain.head() == 0 ? mainChain.block(number) : Optional.empty();
    final ZksHub lagging =
        started(
            MainNodeHub.create(CONFIG, CHAIN, old, Set::of, mainMetrics, InstantSource.system()));
    final ZksHub external = external(new Checking(), CONFIG);
    final LoopbackConnection connection =
        LoopbackConnection.connect(endpoint(2, external), endpoint(3, lagging));
    awaitHead(1);
    connect(external);
    awaitHead(40);
    await().until(connection::isClosed);
    assertThat(connection.reason()).isEqualTo("replay stalled");
  }

  /** Nothing new has to come for this node to notice. */
  @Test
  void aNodeThatTookBlocksBackAsksAgain() {
    mainChain.produce(3, 100);
    final AtomicLong back = new AtomicLong();
    final Sink sink =
        new Sink() {
          @Override
          public long nextBlock() {
            return externalChain.nextBlock() - back.get();
          }

          @Override
          public boolean accept(final ReplayBlock block) throws InterruptedException {
            return externalChain.accept(block);
          }
        };
    final LoopbackConnection connection = connect(external(sink, CONFIG));
    awaitHead(3);
    back.set(1);
    await().until(connection::isClosed);
  }

  /** L1 has brought two blocks since the replay was asked for. */
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

  /** docs/develop/faults.md, B2. */
  @Test
  void silenceWhileL1GoesOnIsLeftAndTold() {
    final ZksHub external = external(new DerivingSink(), CONFIG);
    final LoopbackConnection connection = dial(external, 3, new RawPeer());

    await().until(connection::isClosed);
    awaitReason("it brings nothing from block 1 on, while this node has the blocks up to 2");
  }

  /** The same when L1 stands, too: its signature may be what L1 waits for. */
  @Test
  void silenceOfABusyChainIsToldAndOfAnIdleOneIsNot() {
    final AtomicLong gap = new AtomicLong(600);
    final Sink paced =
        new Sink() {
          @Override
          public long nextBlock() {
            return 1;
          }

          @Override
          public boolean accept(final ReplayBlock block) {
            return false;
          }

          @Override
          public OptionalLong longestRecentGap() {
            return OptionalLong.of(gap.get());
          }
        };
    final ZksHub external = external(paced, CONFIG);
    final LoopbackConnection connection = dial(external, 3, new RawPeer());
    awaitRunning();
    await()
        .during(Duration.ofMillis(600))
        .until(() -> externalStatus.snapshot().state() == NodeStatus.State.RUNNING);

    gap.set(0);
    awaitReason("brought nothing for");
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  void silenceOfAnIdleChainForTheWholeTimeoutIsInOrder() {
    final ZksHub external =
        external(
            externalChain, new ZksConfig(VERSIONS, 64, Duration.ofMillis(50), 25, mainNodes(3)));
    final LoopbackConnection connection = dial(external, 3, new RawPeer());
    await().until(connection::isClosed);
    assertThat(externalMetrics.count("zks_replay_stalls")).isGreaterThan(0);
    assertThat(externalMetrics.count("zks_replays_fruitless")).isZero();
  }
}
