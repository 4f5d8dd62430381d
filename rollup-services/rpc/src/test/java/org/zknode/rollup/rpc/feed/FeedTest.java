/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.testkit.FakeEngine;

class FeedTest {
  private static final String HOST = "127.0.0.1";
  private static final FeedConfig.Listen ANY = new FeedConfig.Listen(HOST, 0);
  private static final int MOST = 4;
  private static final FeedLimits LIMITS =
      new FeedLimits(
          MOST,
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(800),
          1 << 20,
          4_096,
          5);

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutionEngine engine = FakeEngine.funded(TestSlices.ALICE.address());
  private final Bytes32 head = engine.head().hash();
  private final FeedServer server = new FeedServer(ANY, LIMITS, Metrics.none());
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    http.shutdownNow();
  }

  private Slice slice(final int index) {
    return TestSlices.slice(engine.head().number() + 1, head, index);
  }

  private URI url(final String path) {
    return URI.create("ws://%s:%d%s".formatted(HOST, server.port(), path));
  }

  /** Somebody who reads everything. */
  private final class Reader implements WebSocket.Listener {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder begun = new StringBuilder();
    private volatile boolean gone;

    WebSocket open(final String path) throws Exception {
      return http.newWebSocketBuilder().buildAsync(url(path), this).get(30, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(
        final WebSocket socket, final CharSequence part, final boolean last) {
      begun.append(part);
      if (last) {
        messages.add(begun.toString());
        begun.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(
        final WebSocket socket, final int status, final String reason) {
      gone = true;
      return null;
    }

    @Override
    public void onError(final WebSocket socket, final Throwable error) {
      gone = true;
    }

    JsonNode message(final int index) throws IOException {
      await().until(() -> messages.size() > index);
      return json.readTree(messages.get(index));
    }
  }

  private static void send(final WebSocket socket, final String text) throws Exception {
    assertThat(socket.sendText(text, true).get(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void whoComesLateGetsTheOpenBlockFromItsBeginning() throws Exception {
    server.preconfirmed(TestSlices.slice(1, Bytes32.ZERO, 0));
    server.preconfirmed(slice(0));
    server.preconfirmed(slice(1));
    final Reader reader = new Reader();
    reader.open(FeedConnection.FLASHBLOCKS);
    assertThat(reader.message(1).path("index").asInt()).isEqualTo(1);
    server.preconfirmed(slice(2));
    assertThat(reader.message(2).path("index").asInt()).isEqualTo(2);
    assertThat(reader.message(0).path("base").path("parent_hash").asText())
        .isEqualTo(head.toHexString());
    assertThat(reader.messages).hasSize(3);
  }

  @Test
  void theBloomIsThatOfTheBlockSoFar() throws Exception {
    final Reader reader = new Reader();
    reader.open(FeedConnection.FLASHBLOCKS);
    server.preconfirmed(slice(0));
    server.preconfirmed(slice(1));
    assertThat(reader.message(1).path("diff").path("logs_bloom").asText())
        .isEqualTo(
            List.of(slice(0), slice(1)).stream()
                .flatMap(slice -> slice.transactions().stream())
                .map(each -> each.receipt().logsBloom())
                .reduce((one, other) -> one.or(other))
                .orElseThrow()
                .toHexString());
  }

  @Test
  void whoSubscribesIsToldUntilHeUnsubscribes() throws Exception {
    final Reader reader = new Reader();
    final WebSocket socket = reader.open("/");
    server.preconfirmed(slice(0));
    send(
        socket,
        """
        {"jsonrpc":"2.0","id":7,"method":"zknode_subscribe","params":["preconfirmations"]}""");
    assertThat(reader.message(0).path("id").asInt()).isEqualTo(7);
    final String subscription = reader.message(0).path("result").asText();
    final JsonNode told = reader.message(1);
    assertThat(told.path("method").asText()).isEqualTo("zknode_subscription");
    assertThat(told.path("params").path("subscription").asText()).isEqualTo(subscription);
    assertThat(told.path("params").path("result").path("index").asInt(-1)).isZero();
    send(
        socket,
        """
        {"jsonrpc":"2.0","id":"u","method":"zknode_unsubscribe","params":["%s"]}"""
            .formatted(subscription));
    assertThat(reader.message(2).path("result").asBoolean()).isTrue();
    server.preconfirmed(slice(1));
    send(socket, "{\"id\":1,\"method\":\"eth_chainId\"}");
    assertThat(reader.message(3).path("error").path("code").asInt()).isEqualTo(-32_601);
    send(socket, "{\"id\":1,\"method\":\"zknode_subscribe\",\"params\":[\"newHeads\"]}");
    assertThat(reader.message(4).path("error").path("code").asInt()).isEqualTo(-32_602);
    send(socket, "{");
    assertThat(reader.message(5).path("error").path("code").asInt()).isEqualTo(-32_700);
    send(socket, "{}");
    await().until(() -> reader.gone);
  }

  /** Who is told something all the time has nothing to answer but pings. */
  @Test
  void whoReadsWhatNeverEndsStays() throws Exception {
    final Reader reader = new Reader();
    reader.open(FeedConnection.FLASHBLOCKS);
    final long end = System.nanoTime() + LIMITS.silence().multipliedBy(2).toNanos();
    final AtomicInteger told = new AtomicInteger();
    await()
        .pollInterval(LIMITS.ping().dividedBy(5))
        .until(
            () -> {
              server.preconfirmed(slice(told.getAndIncrement()));
              return System.nanoTime() - end > 0;
            });
    await().until(() -> reader.messages.size() == told.get());
    assertThat(reader.gone).isFalse();
  }

  @Test
  void onlySoManyAreServedAndWhoDoesNotSpeakMakesRoom() throws Exception {
    final Socket[] silent = new Socket[MOST];
    for (int i = 0; i < MOST; i++) {
      silent[i] = new Socket(InetAddress.getByName(HOST), server.port());
    }
    // Whoever is one too many gets no answer, which the client throws as an exception.
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              final Reader reader = new Reader();
              reader.open(FeedConnection.FLASHBLOCKS);
              server.preconfirmed(slice(0));
              assertThat(reader.message(0).has("base")).isTrue();
            });
    for (final Socket each : silent) {
      assertThat(each.getInputStream().readAllBytes()).isNotNull();
      each.close();
    }
  }

  /** It has a socket, and takes nothing from it. */
  @Test
  void whoDoesNotReadIsLeft() throws Exception {
    try (Socket slow = new Socket(InetAddress.getByName(HOST), server.port())) {
      slow.getOutputStream()
          .write(
              """
              GET /flashblocks HTTP/1.1\r
              Host: x\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      await()
          .until(
              () -> {
                server.preconfirmed(slice(0));
                return slow.getInputStream().available() > 0;
              });
      // It answers no ping.
      assertThat(slow.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void anExternalNodeKnowsWhatTheMainNodePreconfirms() throws Exception {
    final Preconfirmations known = new Preconfirmations(() -> {});
    final FeedClient client =
        new FeedClient(url(FeedConnection.FLASHBLOCKS), engine, known, Metrics.none());
    client.start();
    try {
      await()
          .until(
              () -> {
                server.preconfirmed(slice(0));
                return known
                    .find(slice(0).transactions().getLast().transaction().hash())
                    .isPresent();
              });
      assertThat(known.find(slice(0).transactions().getLast().transaction().hash()))
          .hasValueSatisfying(
              told -> {
                assertThat(told.index()).isEqualTo(1);
                assertThat(told.gasBefore()).isEqualTo(21_000);
                assertThat(told.logsBefore()).isEqualTo(1);
              });
      // Of another chain, and of one that this node does not follow closely.
      server.preconfirmed(TestSlices.slice(engine.head().number() + 1, Bytes32.ZERO, 0));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 1, Bytes32.ZERO, 1));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 100, head, 0));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 100, head, 1));
      server.preconfirmed(slice(0));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 2, Bytes32.ZERO, 0));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 2, Bytes32.ZERO, 1));
      server.preconfirmed(TestSlices.slice(engine.head().number() + 2, Bytes32.ZERO, 2));
      await()
          .until(
              () ->
                  known.find(slice(2).transactions().getFirst().transaction().hash()).isPresent());
      assertThat(known.find(slice(1).transactions().getFirst().transaction().hash()))
          .hasValueSatisfying(
              told ->
                  assertThat(told.slice().block().number()).isEqualTo(engine.head().number() + 2));
    } finally {
      client.stop();
    }
  }

  @Test
  void aServerThatGoesIsLeftAndComesBack() throws Exception {
    final Preconfirmations known = new Preconfirmations(() -> {});
    final URI source = url(FeedConnection.FLASHBLOCKS);
    final int port = server.port();
    final FeedClient client = new FeedClient(source, engine, known, Metrics.none());
    client.start();
    try {
      server.stop();
      final FeedServer again =
          new FeedServer(new FeedConfig.Listen(HOST, port), LIMITS, Metrics.none());
      again.start();
      try {
        await()
            .until(
                () -> {
                  again.preconfirmed(slice(0));
                  return known
                      .find(slice(0).transactions().getFirst().transaction().hash())
                      .isPresent();
                });
      } finally {
        again.stop();
      }
    } finally {
      client.stop();
    }
  }
}
