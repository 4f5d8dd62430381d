/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;
import org.zknode.zks.limit.Limit;

/** Who gets one of two places at a main node. */
class ZksHubPlacesTest extends ZksHubFixture {
  private static final ZksConfig TWO_PLACES =
      new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 2, List.of());

  private final AtomicLong now = new AtomicLong(1);
  private final ZksHub small = mainNode(TWO_PLACES, now::get);

  private LoopbackConnection stranger(final int node) {
    return LoopbackConnection.connect(
        new Endpoint(id(node), new RawPeer(), small.offers()), endpoint(1, small));
  }

  private void awaitPeers(final int count) {
    await().untilAsserted(() -> assertThat(small.snapshot().peers()).hasSize(count));
  }

  @Test
  void aVerifierGetsThePlaceOfASilentStranger() {
    mainChain.produce(3, 100);
    final LoopbackConnection oldest = stranger(6);
    awaitPeers(1);
    now.incrementAndGet();
    final LoopbackConnection younger = stranger(7);
    awaitPeers(2);
    now.addAndGet(Limit.SILENT_SECONDS.nanos() - 1);

    LoopbackConnection.connect(
        endpoint(
            2,
            externalNode(CONFIG, Optional.of(new ZksVerifier(ACCEPTED, (peer, request) -> null)))),
        endpoint(1, small));

    awaitHead(3);
    await()
        .untilAsserted(
            () ->
                assertThat(small.snapshot().authorizedSigners())
                    .containsExactly(ACCEPTED.address()));
    assertThat(oldest.isClosed()).isTrue();
    assertThat(younger.isClosed()).isFalse();
    assertThat(small.snapshot().peers()).hasSize(2);
    assertThat(mainMetrics.count("zks_limit_silent_seconds")).isEqualTo(1);
    assertThat(mainMetrics.count("zks_refused_connections")).isZero();
  }

  /** The dead one of a peer that came back is not waited for until the transport notices. */
  @Test
  void ofTwoDialsOfAPeerThatClosesNoneTheOlderGoes() {
    final LoopbackConnection dead = stranger(6);
    awaitPeers(1);
    final LoopbackConnection spare = stranger(6);
    spare.send("zks", 0, Bytes.fromHexString("c301c040"));
    await().until(() -> spare.otherEnd().waiting() == 0);
    now.addAndGet(Limit.SILENT_SECONDS.nanos());

    await().until(dead::isClosed);

    assertThat(dead.reason()).isEqualTo("already connected");
    awaitPeers(1);
    assertThat(spare.isClosed()).isFalse();
  }

  @Test
  void aFollowerThatWaitsForBlocksKeepsItsPlace() {
    final LoopbackConnection follower = stranger(6);
    follower.send("zks", 0, Bytes.fromHexString("c301c040"));
    await()
        .untilAsserted(
            () ->
                assertThat(small.snapshot().peers())
                    .singleElement()
                    .satisfies(peer -> assertThat(peer.replayFrom()).isPresent()));
    final LoopbackConnection silent = stranger(7);
    awaitPeers(2);
    now.addAndGet(1_000 * Limit.SILENT_SECONDS.nanos());

    final LoopbackConnection newcomer = stranger(8);
    await().until(silent::isClosed);
    final LoopbackConnection refused = stranger(9);
    await().until(refused::isClosed);

    assertThat(refused.reason()).isEqualTo("too many zks connections");
    assertThat(follower.isClosed()).isFalse();
    assertThat(newcomer.isClosed()).isFalse();
  }

  @Test
  void oneAddressHasItsShareOnlyButNotAPrivateOne() {
    assertThat(come(small, 11, "192.0.2.1")).isEmpty();
    assertThat(come(small, 12, "192.0.2.1")).isEqualTo("too many zks connections of one address");
    assertThat(come(small, 13, "192.0.2.2")).isEmpty();
    assertThat(mainMetrics.count("zks_limit_address_connections")).isEqualTo(1);

    final ZksHub local = mainNode(TWO_PLACES);
    assertThat(come(local, 11, "127.0.0.1")).isEmpty();
    assertThat(come(local, 12, "127.0.0.1")).isEmpty();
    final ZksHub behindProxy =
        mainNode(
            new ZksConfig(VERSIONS, 64, Duration.ofSeconds(60), 2, false, List.of(), List.of()));
    assertThat(come(behindProxy, 11, "192.0.2.1")).isEmpty();
    assertThat(come(behindProxy, 12, "192.0.2.1")).isEmpty();
  }

  /** Why that node was not let in; empty when it was. */
  private static String come(final ZksHub hub, final int node, final String address) {
    final Newcomer newcomer = new Newcomer(id(node), InetAddress.ofLiteral(address));
    hub.connected(newcomer);
    return newcomer.refusal;
  }

  private static final class Newcomer implements ZksConnection {
    private final Bytes peerId;
    private final InetAddress address;
    private String refusal = "";

    Newcomer(final Bytes peerId, final InetAddress address) {
      this.peerId = peerId;
      this.address = address;
    }

    @Override
    public Bytes peerId() {
      return peerId;
    }

    @Override
    public String remoteAddress() {
      return address.getHostAddress();
    }

    @Override
    public Optional<InetAddress> address() {
      return Optional.of(address);
    }

    @Override
    public boolean outbound() {
      return false;
    }

    @Override
    public OptionalInt version(final String capability) {
      return OptionalInt.empty();
    }

    @Override
    public boolean send(final String capability, final int code, final Bytes payload) {
      return true;
    }

    @Override
    public void disconnect(final String reason) {
      refusal = reason;
    }
  }
}
