/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.TestTransactions;

class RelayGatewayTest {
  private static final RelayLimits LIMITS =
      new RelayLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(30), 4);

  private final SignedTransaction transaction =
      TestTransactions.transfer(
          TransactionType.LEGACY, TestTransactions.key(1), 0, TestTransactions.key(2).address());
  private final AtomicReference<String> request = new AtomicReference<>();
  private final AtomicReference<String> answer = new AtomicReference<>("");
  private final AtomicReference<Integer> status = new AtomicReference<>(200);
  private final AtomicReference<String> upgrade = new AtomicReference<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong later = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hang;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          upgrade.set(exchange.getRequestHeaders().getFirst("Upgrade"));
          request.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          if (hang) {
            try {
              release.await();
            } catch (final InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          final byte[] body =
              answer
                  .get()
                  .replace("\"id\":1,", "\"id\":" + id(request.get()) + ",")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status.get(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static String id(final String request) {
    return request.replaceFirst(".*\"id\":(\\d+).*", "$1");
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  private URI url() {
    return URI.create("http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/rpc?k=v");
  }

  private RelayGateway gateway(final URI... urls) {
    return new RelayGateway(
        List.of(urls), LIMITS, Metrics.none(), () -> System.nanoTime() + later.get());
  }

  private void submit() throws PoolRejectedException {
    try (RelayGateway gateway = gateway(url())) {
      gateway.submit(transaction);
    }
  }

  private void assertRefused(final String text) {
    assertThatThrownBy(this::submit).isInstanceOf(PoolRejectedException.class).hasMessage(text);
  }

  private String shownUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String taken() {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + transaction.hash().toHexString() + "\"}";
  }

  private static String error(final String message) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\""
        + message
        + "\"}}";
  }

  private String unknown(final String why) {
    return "it is not known whether transaction %s was taken, it may still be executed: ask for it by its hash, or send the same again: %s"
        .formatted(transaction.hash().toHexString(), why);
  }

  /** No offer of HTTP/2 either: a cancelled stream of it holds one of Besu's workers. */
  @Test
  void sendsTheRawTransactionOverHttp11() throws Exception {
    answer.set(taken());
    submit();
    assertThat(request.get())
        .contains("\"method\":\"eth_sendRawTransaction\"")
        .contains("\"params\":[\"" + transaction.raw().toHexString() + "\"]");
    assertThat(upgrade.get()).isNull();
  }

  @Test
  void passesTheRefusalOn() {
    answer.set(error("already known"));
    assertRefused("already known");
  }

  @Test
  void refusesAnswersThatAreNone() {
    answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x12\"}");
    assertRefused(
        "the node that takes transactions answered '0x12' instead of the transaction's hash: "
            + shownUrl());
    for (final String none : List.of("<html>", "", "{}", "[1]")) {
      answer.set(none);
      assertRefused(unknown("HTTP 200 without JSON-RPC: " + shownUrl()));
    }
    status.set(502);
    assertRefused(unknown("HTTP 502 without JSON-RPC: " + shownUrl()));
    for (final int refused : new int[] {403, 429, 503}) {
      status.set(refused);
      assertRefused(
          "the transaction was not sent: the node that takes transactions is not reachable: HTTP %d without JSON-RPC: %s"
              .formatted(refused, shownUrl()));
    }
  }

  /** Callers see these texts, and the rest of a URL often is a key. */
  @Test
  void showsNoMoreOfItsUrlThanSchemeHostAndPort() throws Exception {
    final URI secret =
        URI.create(
            "http://user:secret@127.0.0.1:%d/v3/secret?secret#secret"
                .formatted(server.getAddress().getPort()));
    for (final String said : List.of("", "<html>", error("no"), "{\"id\":1,\"result\":\"x\"}")) {
      answer.set(said);
      assertShowsNoSecret(secret);
    }
    server.stop(0);
    assertShowsNoSecret(secret);
  }

  private void assertShowsNoSecret(final URI url) {
    try (RelayGateway relay = gateway(url)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> relay.submit(transaction))
            .message()
            .doesNotContain("secret", "user", "v3");
        assertThatThrownBy(relay::gasPrice).message().doesNotContain("secret", "user", "v3");
      }
    }
  }

  /** Whoever sends by this gateway has to know what helps: another fee, or only time. */
  @Test
  void theReasonIsReadFromTheOtherNodesText() {
    final String batch = RefusalReason.EXCEEDS_BATCH.with("keccak hashes").getMessage();
    final String data = RefusalReason.DATA_TOO_LONG.with(2, 1).getMessage();
    assertReason("replacement transaction underpriced", RefusalReason.REPLACEMENT_UNDERPRICED);
    assertReason(batch, RefusalReason.EXCEEDS_BATCH);
    assertReason(data, RefusalReason.DATA_TOO_LONG);
    assertReason("this node cannot take transactions now", RefusalReason.UNAVAILABLE);
    assertReason("", RefusalReason.UNAVAILABLE);
  }

  private void assertReason(final String said, final RefusalReason reason) {
    answer.set(error(said));
    assertThatThrownBy(this::submit)
        .isInstanceOfSatisfying(
            PoolRejectedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void refusesAnAnswerWithoutEnd() {
    answer.set("{\"x\":\"" + "x".repeat(RelayedNode.MAX_ANSWER_BYTES) + "\"}");
    assertRefused(unknown("an answer of more than 65536 bytes: " + shownUrl()));
  }

  /** What became of it is not known: the hash is named. */
  @Test
  void tellsAnUnknownOutcomeFromNothingSent() {
    hang = true;
    assertThatThrownBy(this::submit)
        .isInstanceOf(PoolRejectedException.class)
        .hasMessageContaining("it is not known whether transaction " + transaction.hash())
        .hasMessageContaining("no answer within");
    release.countDown();
    server.stop(0);
    assertRefused(
        "the transaction was not sent: the node that takes transactions is not reachable: the"
            + " connection cannot be made: "
            + shownUrl());
  }

  /** A node that hangs holds a few callers for a moment; the others are told at once. */
  @Test
  void aNodeThatHangsHoldsFewCallersAndIsThenLeftAlone() throws Exception {
    hang = true;
    try (RelayGateway relay = gateway(url());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<Future<String>> texts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        texts.add(
            callers.submit(
                () -> {
                  try {
                    relay.submit(transaction);
                    return "taken";
                  } catch (final PoolRejectedException e) {
                    return e.getMessage();
                  }
                }));
      }
      int unknown = 0;
      for (final Future<String> text : texts) {
        final String message = text.get(20, TimeUnit.SECONDS);
        unknown += message.startsWith("it is not known whether") ? 1 : 0;
        assertThat(message)
            .matches(
                "it is not known whether .*|the relay is busy: 4 transactions wait .*|the"
                    + " transaction was not sent: .*it did not answer a moment ago.*");
      }
      assertThat(unknown).isBetween(1, LIMITS.inFlight());
      assertThat(asked.get()).isLessThanOrEqualTo(LIMITS.inFlight());

      final int before = asked.get();
      assertThatThrownBy(() -> relay.submit(transaction))
          .hasMessageStartingWith("the transaction was not sent")
          .hasMessageContaining("it did not answer a moment ago");
      assertThatThrownBy(relay::gasPrice).isInstanceOf(TemporaryException.class);
      assertThat(asked.get()).isEqualTo(before);

      // A probe decides, not a user's transaction.
      later.addAndGet(LIMITS.pause().toNanos());
      assertThatThrownBy(() -> relay.submit(transaction))
          .hasMessageStartingWith("the transaction was not sent");
      assertThat(request.get()).contains("eth_chainId");

      hang = false;
      later.addAndGet(LIMITS.pause().toNanos());
      answer.set(taken());
      relay.submit(transaction);
      assertThat(request.get()).contains("eth_sendRawTransaction");
    }
  }

  /** Giving up closes the connection, so that the other side can notice it. */
  @Test
  void givingUpClosesTheConnection() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        RelayGateway relay = gateway(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
        ExecutorService peer = Executors.newVirtualThreadPerTaskExecutor()) {
      final Future<Boolean> closed =
          peer.submit(
              () -> {
                try (Socket socket = silent.accept()) {
                  final InputStream in = socket.getInputStream();
                  while (in.read() >= 0) {
                    // Until the end.
                  }
                  return true;
                }
              });
      assertThatThrownBy(() -> relay.submit(transaction))
          .hasMessageStartingWith("it is not known whether");
      assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The first answer was lost, the node has it: sending the same bytes again settles it. */
  @Test
  void aBrokenConnectionIsTriedAgainAndAlreadyKnownMeansTaken() throws Exception {
    try (ServerSocket broken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        RelayGateway relay = gateway(URI.create("http://127.0.0.1:" + broken.getLocalPort()));
        ExecutorService peer = Executors.newVirtualThreadPerTaskExecutor()) {
      final Future<Integer> served =
          peer.submit(
              () -> {
                try (Socket first = broken.accept()) {
                  first.getInputStream().read();
                }
                try (Socket second = broken.accept()) {
                  second.getInputStream().read();
                  final String body = error("already known");
                  second
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                              .formatted(body.length(), body)
                              .getBytes(StandardCharsets.UTF_8));
                  second.getInputStream().readAllBytes();
                  return 2;
                }
              });
      relay.submit(transaction);
      relay.close();
      assertThat(served.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  @Test
  void theNextUrlIsAskedWhenOneDoesNotAnswer() throws Exception {
    answer.set(taken());
    try (RelayGateway relay = gateway(URI.create("http://127.0.0.1:1"), url())) {
      relay.submit(transaction);
      assertThat(asked.get()).isEqualTo(1);
      answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x5\"}");
      assertThat(relay.gasPrice()).isEqualTo(5);
    }
  }

  @Test
  void asksForTheGasPrice() {
    try (RelayGateway relay = gateway(url())) {
      answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x77359400\"}");
      assertThat(relay.gasPrice()).isEqualTo(2_000_000_000L);
      assertThat(request.get()).contains("eth_maxPriorityFeePerGas");
      for (final String bad : new String[] {"\"2\"", "null", "\"0x\"", "{}"}) {
        answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + bad + "}");
        assertThatThrownBy(relay::gasPrice)
            .isInstanceOf(TemporaryException.class)
            .hasMessageContaining("to eth_gasPrice");
      }
      answer.set("no JSON");
      assertThatThrownBy(relay::gasPrice).isInstanceOf(TemporaryException.class);
    }
  }

  @Test
  void asksWhatBecameOfATransaction() {
    try (RelayGateway relay = gateway(url())) {
      answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"status\":\"failed\",\"nonce\":3}}");
      assertThat(relay.transactionStatus(transaction.hash()))
          .isEqualTo(java.util.Map.of("status", "failed", "nonce", 3));
      assertThat(request.get())
          .contains("zknode_getTransactionStatus", transaction.hash().toHexString());
      answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"not here\"}}");
      assertThatThrownBy(() -> relay.transactionStatus(transaction.hash()))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("answered 'not here' to zknode_getTransactionStatus");
    }
  }
}
