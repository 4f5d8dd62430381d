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
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server refuses, and that it counts it. */
@Timeout(60)
class RlpxLimitsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final List<Capability> CAPABILITIES =
      List.of(new Capability("zks", 5, 4), new Capability("zks_2fa", 1, 5));

  private final Recorder a = new Recorder();
  private final Recorder b = new Recorder();
  private final BlockingQueue<RlpxEvent> events = new ArrayBlockingQueue<>(10_000);
  private final List<AutoCloseable> closeables = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (final AutoCloseable closeable : closeables) {
      closeable.close();
    }
  }

  private static RlpxLimits limits(final int connections, final Duration redialMax) {
    return new RlpxLimits(
        connections,
        RlpxLimits.MAX_MESSAGE_BYTES,
        10,
        1 << 20,
        Duration.ofSeconds(5),
        LONG,
        LONG,
        LONG,
        Duration.ofMillis(20),
        redialMax);
  }

  private RlpxServer server(final RlpxHandler handler, final RlpxLimits limits) throws IOException {
    final RlpxServer server =
        RlpxServer.builder()
            .key(Ecdh.randomKey(new SecureRandom()))
            .capabilities(CAPABILITIES)
            .handler(handler)
            .limits(limits)
            .events(events::add)
            .start();
    closeables.add(server);
    return server;
  }

  private Socket socket(final RlpxServer target) throws IOException {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port());
    socket.setSoTimeout(10_000);
    closeables.add(socket);
    return socket;
  }

  @Test
  void aFullServerClosesBeforeTheHandshake() throws Exception {
    final RlpxServer full = server(a, limits(1, LONG));
    final RlpxServer first = server(b, limits(5, LONG));
    assertThat(first.dial(full.enode()).get().isOpen()).isTrue();
    assertThat(a.connected.poll(5, SECONDS)).isNotNull();

    assertThat(socket(full).getInputStream().read()).isEqualTo(-1);
    assertThat(events).containsExactly(RlpxEvent.CONNECTION_REFUSED);
    assertThatThrownBy(() -> full.dial(first.enode()).get())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("all 1 connections are in use");
    assertThat(events).containsExactly(RlpxEvent.CONNECTION_REFUSED, RlpxEvent.CONNECTION_REFUSED);
  }

  @Test
  void aStaticPeerIsDialledBeyondTheLimit() throws Exception {
    final RlpxServer full = server(a, limits(1, LONG));
    assertThat(server(b, limits(5, LONG)).dial(full.enode()).get().isOpen()).isTrue();
    full.addStaticPeer(server(b, limits(5, LONG)).enode());
    await().untilAsserted(() -> assertThat(full.connections()).hasSize(2));
  }

  @Test
  void aFloodOfSilentConnectsShutsNobodyOut() throws Exception {
    final RlpxServer target = server(a, limits(5, LONG));
    final Socket first = socket(target);
    for (int i = 0; i < UnfinishedHandshakes.MAX_PER_ADDRESS + 3; i++) {
      socket(target);
    }
    assertThat(server(b, limits(5, LONG)).dial(target.enode()).get().isOpen()).isTrue();
    assertThat(first.getInputStream().read()).as("the oldest is given up").isEqualTo(-1);
    await()
        .untilAsserted(
            () ->
                assertThat(target.unfinishedHandshakes())
                    .isLessThanOrEqualTo(UnfinishedHandshakes.MAX_PER_ADDRESS));
    assertThat(events.stream().filter(RlpxEvent.HANDSHAKE_REFUSED::equals))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void theOldestOfTheSameAddressGoesAndElseTheOldestOfAll() {
    final UnfinishedHandshakes handshakes = new UnfinishedHandshakes(4, 2);
    final Socket other = from("192.0.2.1");
    final Socket first = from("2001:db8::1");
    assertThat(handshakes.add(other)).isEmpty();
    assertThat(handshakes.add(first)).isEmpty();
    assertThat(handshakes.add(from("2001:db8::2"))).isEmpty();
    assertThat(handshakes.add(from("2001:db8::3"))).as("one owner's addresses").contains(first);
    assertThat(handshakes.add(from("192.0.2.2"))).isEmpty();
    assertThat(handshakes.size()).isEqualTo(4);
    assertThat(handshakes.add(from("192.0.2.3"))).contains(other);
    handshakes.remove(other);
    assertThat(handshakes.size()).isEqualTo(4);
  }

  private static Socket from(final String address) {
    return new Socket() {
      @Override
      public InetAddress getInetAddress() {
        return InetAddress.ofLiteral(address);
      }
    };
  }

  @Test
  void sessionsThatEndAtOnceAreDialledLessAndLess() throws Exception {
    final AtomicInteger sessions = new AtomicInteger();
    final RlpxServer halted =
        server(
            new RlpxHandler() {
              @Override
              public void connected(final RlpxConnection connection) {
                sessions.incrementAndGet();
                connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
              }

              @Override
              public void message(
                  final RlpxConnection c, final String capability, final int code, final Bytes p) {}

              @Override
              public void disconnected(final RlpxConnection c, final DisconnectReason reason) {}
            },
            limits(5, LONG));
    server(a, limits(5, LONG)).addStaticPeer(halted.enode());
    await().untilAsserted(() -> assertThat(sessions).hasValueGreaterThanOrEqualTo(3));
    // The pauses are 40, 80, 160, ... ms: seven of them take 5 s.
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(sessions).hasValueLessThan(8));
  }

  @Test
  void aPeerThatDoesNotReadFillsItsQueueOnlyAndGivesItBackAtTheEnd() throws Exception {
    final RlpxServer server = server(a, limits(5, LONG));
    final RawSession silent =
        RawSession.dial(
            server.enode(),
            Ecdh.randomKey(new SecureRandom()),
            Duration.ofSeconds(5),
            OptionalInt.of(4_096));
    closeables.add(silent);
    assertThat(silent.hello("silent", CAPABILITIES).offered()).isNotEmpty();
    final RlpxConnection connection = a.connected.poll(5, SECONDS);
    final byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    final Bytes payload = Bytes.wrap(random);
    final AtomicInteger taken = new AtomicInteger();
    await()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              final boolean room = connection.send("zks", 0, payload);
              taken.addAndGet(room ? 1 : 0);
              return !room;
            });
    assertThat(server.queuedBytes()).isBetween(500_000L, 1L << 20);
    assertThat(events).contains(RlpxEvent.QUEUE_FULL);
    assertThat(connection.send("zks_2fa", 0, payload)).as("a share of its own").isTrue();
    assertThat(taken.get()).as("queue and kernel").isLessThan(100);
    silent.close();
    await().untilAsserted(() -> assertThat(server.queuedBytes()).isZero());
  }

  @Test
  void whatIsTooLargeIsRefusedWithItsSize() throws Exception {
    final RlpxServer target = server(b, limits(5, LONG));
    final RlpxConnection connection = server(a, limits(5, LONG)).dial(target.enode()).get();
    assertThatThrownBy(() -> connection.send("zks", 0, Bytes.wrap(new byte[(16 << 20) + 1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message of 16777217 bytes, at most 16777216 can be sent");
    assertThat(events).containsExactly(RlpxEvent.OVERSIZED_SEND);
  }
}
