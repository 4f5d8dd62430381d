/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.jsonrpc.JsonRpcException.Failure;

class HttpJsonRpcTest {
  private static final int MAX_BYTES = 10_000;
  private static final HttpJsonRpc.Limits LIMITS =
      new HttpJsonRpc.Limits(Duration.ofSeconds(10), MAX_BYTES);

  private final HttpJsonRpc client = new HttpJsonRpc(Duration.ofSeconds(2), MAX_BYTES);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch release = new CountDownLatch(1);
  private final Map<String, String> headers = new HashMap<>();
  private HttpServer server;
  private volatile int status = 200;

  /** {@code #} stands for the request's id. */
  private volatile String answer = "";

  private volatile String request = "";
  private volatile String upgrade;
  private volatile boolean hangs;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(final HttpExchange exchange) throws IOException {
    request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    upgrade = exchange.getRequestHeaders().getFirst("Upgrade");
    if (hangs) {
      try {
        release.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    final byte[] body =
        answer
            .replace("#", request.replaceFirst(".*\"id\":(\\d+).*", "$1"))
            .getBytes(StandardCharsets.UTF_8);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** With all that must not be shown. */
  private URI url() {
    return url(server.getAddress().getPort());
  }

  private static URI url(final int port) {
    return URI.create(
        "http://user:secret@127.0.0.1:%d/v3/secret?key=secret#secret".formatted(port));
  }

  private String shown() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Failure failure() {
    final JsonRpcException thrown = thrown(url(), LIMITS);
    assertThat(thrown).hasMessage(shown() + ": " + thrown.failure().text());
    return thrown.failure();
  }

  private JsonRpcException thrown(final URI url, final HttpJsonRpc.Limits limits) {
    return catchThrowableOfType(
        JsonRpcException.class, () -> client.call(url, limits, "eth_chainId", List.of()));
  }

  @Test
  void aResultIsReturnedAndNoHttp2Offered() throws Exception {
    answer = "{\"jsonrpc\":\"2.0\",\"id\":#,\"result\":\"0x1\"}";
    assertThat(client.call(url(), LIMITS, "eth_call", List.of("a", true)).asText())
        .isEqualTo("0x1");
    assertThat(request)
        .contains("\"jsonrpc\":\"2.0\"", "\"method\":\"eth_call\"", "\"params\":[\"a\",true]");
    assertThat(upgrade).isNull();
    answer = "{\"jsonrpc\":\"2.0\",\"id\":#,\"result\":null}";
    assertThat(client.call(url(), LIMITS, "x", List.of()).isNull()).isTrue();
  }

  @Test
  void anErrorObjectHasCodeMessageAndData() {
    answer = "{\"id\":null,\"error\":{\"code\":3,\"message\":\"reverted\",\"data\":\"0x01\"}}";
    for (final int any : new int[] {200, 400}) {
      status = any;
      final Failure.Refused refused = (Failure.Refused) failure();
      assertThat(refused.error().code()).isEqualTo(3);
      assertThat(refused.error().message()).isEqualTo("reverted");
      assertThat(refused.error().data().asText()).isEqualTo("0x01");
    }
    answer = "{\"error\":{}}";
    assertThat(((Failure.Refused) failure()).error().data().isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 402, 403, 407, 429, 500, 503})
  void otherStatusesAreNoAnswersWhateverTheBodySays(final int other) {
    status = other;
    answer = "{\"id\":#,\"result\":1}";
    final Failure.HttpStatus failure = (Failure.HttpStatus) failure();
    assertThat(failure.status()).isEqualTo(other);
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(failure.error()).isEmpty();

    headers.put("Retry-After", "7");
    answer = "{\"id\":#,\"error\":{\"code\":1,\"message\":\"busy\"}}";
    final Failure.HttpStatus busy = (Failure.HttpStatus) failure();
    assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(busy.error().orElseThrow().message()).isEqualTo("busy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{}",
        "[]",
        "null",
        "{\"result\"",
        "{\"id\":#,\"error\":null}",
        "{\"id\":77777,\"result\":1}",
        "{\"id\":#,\"result\":1}{}"
      })
  void aBodyThatIsNoAnswerIsSaidToBeNone(final String body) {
    answer = body;
    assertThat(failure()).isInstanceOf(Failure.NotJsonRpc.class);
    status = 404;
    assertThat(((Failure.NotJsonRpc) failure()).status()).isEqualTo(404);
  }

  @Test
  void anAnswerAboveTheCapIsNotRead() {
    answer = "{\"id\":#,\"x\":\"" + "x".repeat(MAX_BYTES) + "\"}";
    assertThat(failure()).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void theDeadlineEndsACall() {
    hangs = true;
    final JsonRpcException late =
        thrown(url(), new HttpJsonRpc.Limits(Duration.ofMillis(200), MAX_BYTES));
    assertThat(late.failure()).isInstanceOf(Failure.Deadline.class);
    assertThat(late).hasMessage(shown() + ": no answer within PT0.2S");
  }

  /** So that the other side notices. */
  @Test
  void theDeadlineClosesTheConnection() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      final Future<Boolean> closed =
          threads.submit(
              () -> {
                try (var socket = silent.accept()) {
                  while (socket.getInputStream().read() >= 0) {
                    // Until the end.
                  }
                  return true;
                }
              });
      assertThat(
              thrown(
                      url(silent.getLocalPort()),
                      new HttpJsonRpc.Limits(Duration.ofMillis(200), MAX_BYTES))
                  .failure())
          .isInstanceOf(Failure.Deadline.class);
      assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noConnectionIsToldFromABrokenOne() throws Exception {
    try (ServerSocket broken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      final Future<Integer> peer =
          threads.submit(
              () -> {
                try (var socket = broken.accept()) {
                  return socket.getInputStream().read();
                }
              });
      assertThat(thrown(url(broken.getLocalPort()), LIMITS).failure())
          .isInstanceOf(Failure.Broken.class);
      assertThat(peer.get(10, TimeUnit.SECONDS)).isEqualTo('P');
    }
    server.stop(0);
    assertThat(failure()).isInstanceOf(Failure.NotConnected.class);
  }

  @Test
  void aClosedClientSaysSo() {
    client.close();
    assertThat(failure()).isInstanceOf(Failure.GivenUp.class);
  }

  @Test
  void aBatchHasItsRepliesInTheOrderOfTheCalls() throws Exception {
    answer = "[{\"id\":1,\"error\":{\"code\":5,\"message\":\"no\"}},{\"id\":0,\"result\":\"0xa\"}]";
    final List<JsonRpcCall> calls = List.of(JsonRpcCall.of("a", 1), JsonRpcCall.of("b"));
    final List<JsonRpcCall.Reply> replies = client.batch(url(), LIMITS, calls);
    assertThat(replies.get(0).result().asText()).isEqualTo("0xa");
    assertThat(replies.get(1).error().orElseThrow().code()).isEqualTo(5);
    assertThat(client.batch(url(), LIMITS, List.of())).isEmpty();
    for (final String bad :
        List.of(
            "{\"id\":0,\"result\":1}",
            "[]",
            "[{\"id\":0,\"result\":1},{\"id\":0,\"result\":1}]",
            "[{\"id\":0,\"result\":1},{\"id\":2,\"result\":1}]",
            "<html>")) {
      answer = bad;
      assertThat(
              catchThrowableOfType(JsonRpcException.class, () -> client.batch(url(), LIMITS, calls))
                  .failure())
          .isInstanceOf(Failure.NotJsonRpc.class);
    }
  }

  @Test
  void aUrlIsShownBySchemeHostAndPortAlone() {
    assertThat(ShownUrl.of(url(1))).isEqualTo("http://127.0.0.1:1");
    assertThat(ShownUrl.of(URI.create("https://key@l1.example/v3/key?key")))
        .isEqualTo("https://l1.example");
    assertThat(ShownUrl.of(URI.create("http://[::1]:8545/key"))).isEqualTo("http://[::1]:8545");
  }

  @Test
  void retryAfterIsSecondsOrADateAndNeverTooLong() {
    final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(RetryAfter.parse(" 7 ", now)).contains(Duration.ofSeconds(7));
    assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:00:30 GMT", now))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryAfter.parse("Wed, 31 Dec 2025 00:00:00 GMT", now)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("86400", now)).contains(RetryAfter.MAX);
    for (final String bad : List.of("soon", "-1", "99999999999999999999", "")) {
      assertThat(RetryAfter.parse(bad, now)).isEmpty();
    }
  }
}
