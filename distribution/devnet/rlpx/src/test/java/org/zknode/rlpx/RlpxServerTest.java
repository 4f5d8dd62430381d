/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zknode.eth.PrivateKey;

@Timeout(30)
@Tag("slow")
class RlpxServerTest {
  private static final Capability ZKS = new Capability("zks", 5, 16);
  private static final Capability ZKS_OLD = new Capability("zks", 3, 16);
  private static final Capability TWO_FA = new Capability("zks_2fa", 1, 4);

  private final List<RlpxServer> servers = new ArrayList<>();
  private final Recorder a = new Recorder();
  private final Recorder b = new Recorder();

  @AfterEach
  void stop() {
    servers.forEach(RlpxServer::close);
  }

  private static PrivateKey newKey() {
    return Ecdh.randomKey(new SecureRandom());
  }

  private RlpxServer server(
      final RlpxHandler handler, final UnaryOperator<RlpxServerBuilder> settings)
      throws IOException {
    final RlpxServer server =
        settings
            .apply(
                RlpxServer.builder()
                    .key(newKey())
                    .capabilities(List.of(ZKS, TWO_FA))
                    .handler(handler))
            .start();
    servers.add(server);
    return server;
  }

  private RlpxServer server(final RlpxHandler handler) throws IOException {
    return server(handler, x -> x);
  }

  private static RlpxLimits limits(
      final int connections, final int queue, final Duration handshake, final Duration idle) {
    return new RlpxLimits(
        connections,
        RlpxLimits.MAX_MESSAGE_BYTES,
        queue,
        1 << 20,
        Duration.ofSeconds(5),
        handshake,
        idle.dividedBy(3),
        idle,
        Duration.ofMillis(50),
        Duration.ofMillis(200));
  }

  private static RlpxLimits limits(final int connections) {
    return limits(connections, 100, Duration.ofSeconds(3), Duration.ofSeconds(20));
  }

  private static Bytes random(final int size, final long seed) {
    final byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  @Test
  void anAddressThatIsNotAdmittedGetsNoHandshake() throws Exception {
    final AtomicBoolean admitted = new AtomicBoolean();
    final RlpxServer left = server(a);
    final RlpxServer right = server(b, s -> s.admission(address -> admitted.get()));

    assertThatThrownBy(() -> left.dial(right.enode()).get()).hasCauseInstanceOf(IOException.class);
    assertThat(right.unfinishedHandshakes()).isZero();

    admitted.set(true);
    assertThat(left.dial(right.enode()).get().isOpen()).isTrue();
  }

  /** Else nobody is let in any more until a restart. */
  @Test
  void aFailureWithOneConnectionDoesNotCloseTheDoor() throws Exception {
    final AtomicBoolean fails = new AtomicBoolean(true);
    final RlpxServer left = server(a);
    final RlpxServer right =
        server(
            b,
            s ->
                s.admission(
                    address -> {
                      if (fails.getAndSet(false)) {
                        throw new NoClassDefFoundError("org/example/Missing");
                      }
                      return true;
                    }));
    assertThatThrownBy(() -> left.dial(right.enode()).get()).hasCauseInstanceOf(IOException.class);
    assertThat(left.dial(right.enode()).get().isOpen()).isTrue();
  }

  @Test
  void messagesOfManySizesArriveUnchangedInBothDirections() throws Exception {
    final RlpxServer left = server(a);
    final RlpxServer right = server(b);
    final RlpxConnection out = left.dial(right.enode()).get();
    final RlpxConnection in = b.connected.poll(5, SECONDS);
    assertThat(in.peerId()).isEqualTo(left.enode().nodeId());
    assertThat(out.peerId()).isEqualTo(right.enode().nodeId());
    assertThat(out.outbound()).isTrue();
    assertThat(in.outbound()).isFalse();
    final int[] sizes = {0, 1, 15, 16, 17, 1000, 65_536, 1_000_000, 5_000_000, 12_000_000};
    for (int i = 0; i < sizes.length; i++) {
      final Bytes payload = random(sizes[i], i);
      assertThat(out.send("zks", i % 16, payload)).isTrue();
      assertThat(b.received.poll(20, SECONDS))
          .isEqualTo(new Recorder.Received(in, "zks", i % 16, payload));
      assertThat(in.send("zks_2fa", i % 4, payload)).isTrue();
      assertThat(a.received.poll(20, SECONDS))
          .isEqualTo(new Recorder.Received(out, "zks_2fa", i % 4, payload));
    }
    // 16 MiB exactly passes when it compresses, as it does for every other client.
    final Bytes largest = Bytes.wrap(new byte[RlpxLimits.MAX_MESSAGE_BYTES]);
    assertThat(out.send("zks", 0, largest)).isTrue();
    assertThat(b.received.poll(20, SECONDS).payload()).isEqualTo(largest);
    assertThatThrownBy(() -> out.send("zks", 0, Bytes.wrap(new byte[largest.size() + 1])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.send("zks", 16, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.send("eth", 0, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHighestCommonVersionIsTakenAndUnsharedOnesTakeNoIds() throws Exception {
    final Capability eth = new Capability("eth", 68, 17);
    final RlpxServer left = server(a, s -> s.capabilities(List.of(eth, TWO_FA, ZKS, ZKS_OLD)));
    final RlpxServer right = server(b, s -> s.capabilities(List.of(TWO_FA, ZKS_OLD)));
    final RlpxConnection out = left.dial(right.enode()).get();
    assertThat(out.capabilities()).containsExactly(ZKS_OLD, TWO_FA);
    assertThat(out.capability("eth")).isEmpty();
    assertThat(out.send("zks_2fa", 3, Bytes.of(7))).isTrue();
    final Recorder.Received message = b.received.poll(5, SECONDS);
    assertThat(message.capability()).isEqualTo("zks_2fa");
    assertThat(message.code()).isEqualTo(3);
  }

  @Test
  void nothingInCommonIsAUselessPeer() throws Exception {
    final RlpxServer left = server(a, s -> s.capabilities(List.of(ZKS_OLD)));
    final RlpxServer right = server(b, s -> s.capabilities(List.of(ZKS)));
    assertThatThrownBy(() -> left.dial(right.enode()).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RlpxException.class,
            e -> assertThat(e.reason()).isEqualTo(DisconnectReason.USELESS_PEER));
    assertThat(b.connected).isEmpty();
  }

  @Test
  void aWrongNodeIdIsNotAnswered() throws Exception {
    final RlpxServer left = server(a);
    final RlpxServer right = server(b);
    final Enode wrong = new Enode(newKey().publicKey(), "127.0.0.1", right.port());
    assertThatThrownBy(() -> left.dial(wrong).get()).isInstanceOf(ExecutionException.class);
    assertThat(a.connected).isEmpty();
    assertThat(b.connected).isEmpty();
  }

  @Test
  void theAllowListKeepsStrangersOut() throws Exception {
    final RlpxServer friend = server(a);
    final RlpxServer stranger = server(a);
    final RlpxServer right = server(b, s -> s.allowList(Set.of(friend.enode().nodeId())));
    assertThat(friend.dial(right.enode()).get().isOpen()).isTrue();
    assertThatThrownBy(() -> stranger.dial(right.enode()).get())
        .isInstanceOf(ExecutionException.class);
    assertThat(right.connections()).hasSize(1);
  }

  @Test
  void garbageAndSilenceAreCutOffAndServiceGoesOn() throws Exception {
    final RlpxServer right = server(b, s -> s.limits(limits(3)));
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), right.port());
        Socket garbage = new Socket(InetAddress.getLoopbackAddress(), right.port())) {
      silent.getOutputStream().write(1);
      garbage.getOutputStream().write(random(5000, 1).toArrayUnsafe());
      silent.setSoTimeout(5_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(server(a).dial(right.enode()).get().isOpen()).isTrue();
  }

  @Test
  void aFullWriteQueueRefuses() throws Exception {
    final CountDownLatch release = new CountDownLatch(1);
    final RlpxHandler stuck =
        new RlpxHandler() {
          @Override
          public void connected(final RlpxConnection connection) {}

          @Override
          public void message(
              final RlpxConnection c, final String capability, final int code, final Bytes p) {
            try {
              release.await();
            } catch (final InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void disconnected(final RlpxConnection c, final DisconnectReason reason) {}
        };
    final RlpxServer right = server(stuck);
    final RlpxServer left =
        server(a, s -> s.limits(limits(5, 8, Duration.ofSeconds(5), Duration.ofSeconds(20))));
    final RlpxConnection out = left.dial(right.enode()).get();
    final Bytes payload = random(900_000, 3);
    int sent = 0;
    while (sent < 1000 && out.send("zks", 0, payload)) {
      sent++;
    }
    assertThat(sent).isLessThan(1000);
    assertThat(out.isOpen()).isTrue();
    release.countDown();
    await().until(() -> out.send("zks", 0, payload));
  }

  /** Which of two stays is for the handlers to say. */
  @Test
  void aSecondConnectionWithANodeIsCarriedToo() throws Exception {
    final RlpxServer left = server(a);
    final RlpxServer right = server(b);
    final RlpxConnection first = left.dial(right.enode()).get();
    final RlpxConnection second = right.dial(left.enode()).get();

    await().untilAsserted(() -> assertThat(left.connections()).hasSize(2));
    assertThat(first.send("zks", 0, Bytes.of(1))).isTrue();
    assertThat(b.received.poll(5, SECONDS).payload()).isEqualTo(Bytes.of(1));
    first.disconnect(DisconnectReason.ALREADY_CONNECTED);
    assertThat(b.disconnected.poll(5, SECONDS)).isEqualTo(DisconnectReason.ALREADY_CONNECTED);
    assertThat(second.send("zks", 0, Bytes.of(2))).isTrue();
    assertThat(a.received.poll(5, SECONDS).payload()).isEqualTo(Bytes.of(2));
  }

  @Test
  void aStaticPeerComesBackAfterItWasAway() throws Exception {
    final PrivateKey key = newKey();
    final RlpxServer left = server(a, s -> s.limits(limits(5)));
    final RlpxServer first = server(b, s -> s.key(key));
    final int port = first.port();
    left.addStaticPeer(first.enode());
    assertThat(b.connected.poll(5, SECONDS)).isNotNull();
    first.close();
    assertThat(a.disconnected.poll(5, SECONDS)).isEqualTo(DisconnectReason.CLIENT_QUITTING);
    server(b, s -> s.key(key).bind("127.0.0.1", port));
    assertThat(b.connected.poll(10, SECONDS)).isNotNull();
  }

  @Test
  void aNameThatCannotBeResolvedYetIsTriedAgainAndHoldsUpNobodyElse() throws Exception {
    final RlpxServer left = server(a, s -> s.limits(limits(5)));
    final RlpxServer named = server(b);
    final Recorder others = new Recorder();
    final RlpxServer other = server(others);
    left.addStaticPeer(
        new Enode(named.enode().nodeId(), "boot-" + named.port() + ".late", named.port()));
    left.addStaticPeer(other.enode());
    assertThat(others.connected.poll(5, SECONDS)).isNotNull();
    assertThat(b.connected.poll(20, SECONDS)).isNotNull();
  }

  @Test
  void theReasonOfADisconnectArrives() throws Exception {
    final RlpxServer left = server(a);
    final RlpxServer right = server(b);
    left.dial(right.enode()).get().disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
    assertThat(b.disconnected.poll(5, SECONDS)).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
    assertThat(a.disconnected.poll(5, SECONDS)).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
    assertThat(left.connections()).isEmpty();
  }

  @Test
  void pingsKeepAQuietConnectionAliveAndItselfIsRefused() throws Exception {
    final Duration idle = Duration.ofMillis(1500);
    final RlpxServer left = server(a, s -> s.limits(limits(5, 10, Duration.ofSeconds(5), idle)));
    final RlpxServer right = server(b, s -> s.limits(limits(5, 10, Duration.ofSeconds(5), idle)));
    final RlpxConnection out = left.dial(right.enode()).get();
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(() -> assertThat(out.isOpen()).isTrue());
    assertThatThrownBy(() -> left.dial(left.enode()).get()).isInstanceOf(ExecutionException.class);
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    final RlpxServer left = server(a);
    assertThatThrownBy(() -> server(b, s -> s.bind("127.0.0.1", left.port())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + left.port());
  }
}
