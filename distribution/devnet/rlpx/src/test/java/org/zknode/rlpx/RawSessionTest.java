/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;

class RawSessionTest {
  private static final PrivateKey SERVER = PrivateKey.fromHex("0x" + "11".repeat(32));
  private static final PrivateKey CLIENT = PrivateKey.fromHex("0x" + "22".repeat(32));
  private static final Capability ZKS = new Capability("zks", 5, 2);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Recorder recorder = new Recorder();
  private RlpxServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        RlpxServer.builder()
            .key(SERVER)
            .clientId("tested/v1")
            .capabilities(List.of(ZKS))
            .handler(recorder)
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawSession dial() throws IOException {
    return RawSession.dial(server.enode(), CLIENT, TIMEOUT, OptionalInt.empty());
  }

  @Test
  void exchangesMessagesOfAnAgreedCapability() throws Exception {
    try (RawSession session = dial()) {
      final RawSession.RemoteHello hello =
          session.hello("probe", List.of(new Capability("eth", 68, 17), ZKS));
      assertThat(hello.clientId()).isEqualTo("tested/v1");
      assertThat(hello.nodeId()).isEqualTo(SERVER.publicKey());
      assertThat(session.agreed()).containsExactly(new RawSession.Agreed(ZKS, 0x10));

      session.write(0x11, Bytes.of(0xc0));
      final Recorder.Received received = recorder.received.poll(10, TimeUnit.SECONDS);
      assertThat(received.code()).isEqualTo(1);
      assertThat(received.payload()).isEqualTo(Bytes.of(0xc0));

      assertThat(received.connection().send("zks", 0, Bytes.of(0xc1, 7))).isTrue();
      assertThat(session.read()).isEqualTo(new RawSession.Message(0x10, Bytes.of(0xc1, 7)));

      session.ping();
      assertThat(RawSession.isPong(session.read())).isTrue();
    }
  }

  @Test
  void sendsWhatAServerWouldRefuseAndSeesTheReason() throws Exception {
    try (RawSession session = dial()) {
      session.hello("probe", List.of(ZKS));
      // A snappy header that claims 32 MiB.
      session.writeFrame(Bytes.fromHexString("0x10" + "80808010" + "00"));
      final RawSession.DisconnectedException end =
          catchThrowableOfType(RawSession.DisconnectedException.class, session::read);
      assertThat(end.reason()).isEqualTo(DisconnectReason.BREACH_OF_PROTOCOL);
    }
  }

  @Test
  void whoFloodsWithPingsIsCut() throws Exception {
    try (RawSession session = dial()) {
      session.hello("probe", List.of(ZKS));
      assertThatThrownBy(
              () -> {
                while (true) {
                  session.ping();
                }
              })
          .isInstanceOf(IOException.class);

      assertThat(recorder.disconnected.poll(10, TimeUnit.SECONDS))
          .isEqualTo(DisconnectReason.BREACH_OF_PROTOCOL);
    }
  }

  @Test
  void aPingEachSecondIsNoFlood() throws Exception {
    final PingBudget budget = new PingBudget(0);
    for (long second = 0; second < 4 * PingBudget.MAX_PINGS; second++) {
      budget.take(Duration.ofSeconds(second).toNanos());
    }
  }

  @Test
  void aWrongNodeIdEndsTheHandshake() {
    final Enode wrong = new Enode(CLIENT.publicKey(), "127.0.0.1", server.port());
    assertThatThrownBy(() -> RawSession.dial(wrong, CLIENT, TIMEOUT, OptionalInt.of(4096)))
        .isInstanceOf(IOException.class);
  }
}
