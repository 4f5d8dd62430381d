/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow, many and rude clients on real sockets. */
@Timeout(60)
class RestServerTest {
  private static final RestLimits LIMITS =
      new RestLimits(
          8,
          3,
          2,
          Duration.ofMillis(300),
          256,
          1_024,
          Duration.ofMillis(600),
          Duration.ofMillis(600));

  /** More than the buffers of both ends hold. */
  private static final int HUGE = 16 << 20;

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(LIMITS.answers());
  private final List<Socket> sockets = new ArrayList<>();
  private RestServer server = start(LIMITS);

  private RestServer start(final RestLimits limits) {
    final RestServer started = new RestServer("127.0.0.1", 0, limits, new Echo());
    started.start();
    return started;
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (final Socket socket : sockets) {
      socket.close();
    }
    server.stop();
  }

  /** Answers with what it was asked. */
  private final class Echo implements RestHandler {
    @Override
    public RestAnswer get(final String path, final Map<String, List<String>> query) {
      switch (path) {
        case "/hold" -> hold();
        case "/fail" -> throw new IllegalStateException("not for the client");
        case "/huge" -> {
          return new RestAnswer(200, new byte[HUGE], OptionalInt.empty());
        }
        default -> {}
      }
      return answer(200, "%s %s".formatted(path, query));
    }

    private void hold() {
      held.countDown();
      try {
        release.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public RestAnswer refused(final RestRefusal refusal, final String message) {
      return answer(refusal.status(), message);
    }

    private static RestAnswer answer(final int status, final String text) {
      return new RestAnswer(status, text.getBytes(StandardCharsets.UTF_8), OptionalInt.of(7));
    }
  }

  private Socket connect() throws IOException {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void write(final Socket socket, final String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String get(final String path) {
    return "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path);
  }

  /** Until the body has ended, or the server has closed. */
  private static String read(final Socket socket) throws IOException {
    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    final InputStream input = socket.getInputStream();
    int next = input.read();
    while (next >= 0) {
      read.write(next);
      final String text = read.toString(StandardCharsets.UTF_8);
      final int end = text.indexOf("\r\n\r\n");
      if (end >= 0 && text.length() == end + 4 + length(text)) {
        return text;
      }
      next = input.read();
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  private static int length(final String head) {
    return head.lines()
        .filter(line -> line.startsWith("content-length: "))
        .mapToInt(line -> Integer.parseInt(line.substring("content-length: ".length())))
        .findFirst()
        .orElse(0);
  }

  private static boolean isClosed(final Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (final java.net.SocketException e) {
      return true;
    }
  }

  private String ask(final String request) throws IOException {
    final Socket socket = connect();
    write(socket, request);
    return read(socket);
  }

  @Test
  void severalQuestionsAreAnsweredOnOneConnectionToAnyOrigin() throws IOException {
    final Socket socket = connect();
    for (int i = 0; i < 3; i++) {
      write(socket, get("/bridge?net_id=%d&ger=0x%%31".formatted(i)));
      assertThat(read(socket))
          .startsWith("HTTP/1.1 200 OK")
          .contains("access-control-allow-origin: *")
          .contains("content-type: application/json")
          .contains("retry-after: 7")
          .endsWith("/bridge {net_id=[%d], ger=[0x1]}".formatted(i));
    }
    assertThat(ask("OPTIONS /bridge HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 204")
        .contains("access-control-allow-methods: GET, OPTIONS");
  }

  @Test
  void whatIsTooLongIsNamed() throws IOException {
    assertThat(ask(get("/" + "a".repeat(300))))
        .startsWith("HTTP/1.1 414")
        .endsWith("the request line has more than 256 bytes");
    assertThat(ask("GET /a HTTP/1.1\r\nHost: " + "x".repeat(1_200) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .endsWith("the header fields have more than 1024 bytes");
  }

  @Test
  void whatIsNotAQuestionIsRefused() throws IOException {
    assertThat(ask("DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 501")
        .endsWith("GET and OPTIONS are served");
    assertThat(ask("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"))
        .startsWith("HTTP/1.1 400")
        .endsWith("a request has no body here");
    assertThat(ask(get("/%zz"))).startsWith("HTTP/1.1 400");
    assertThat(ask("\u0001\u0002 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(ask(get("/fail")))
        .startsWith("HTTP/1.1 500")
        .endsWith("the question could not be answered");
  }

  @Test
  void moreQuestionsAtOnceThanAllowedAreToldToComeBack() throws Exception {
    for (int i = 0; i < LIMITS.answers(); i++) {
      write(connect(), get("/hold"));
    }
    held.await();
    final Socket third = connect();
    write(third, get("/a"));
    assertThat(read(third))
        .as("it waits for its turn, but not for ever")
        .startsWith("HTTP/1.1 503")
        .endsWith(
            "2 answers are made at a time, and for PT0.3S this one was not; ask again in a second");
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              write(third, get("/a"));
              final String fourth = ask(get("/a"));
              read(third);
              return fourth.endsWith("3 requests are being answered, ask again in a second");
            });
    release.countDown();
    for (final Socket socket : sockets.subList(0, LIMITS.answers())) {
      assertThat(read(socket)).startsWith("HTTP/1.1 200");
    }
    assertThat(ask(get("/a"))).startsWith("HTTP/1.1 200");
  }

  @Test
  void whoSendsNothingOrSlowlyIsCutOffAndKeepsNobodyOut() throws Exception {
    final List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 4 * LIMITS.connections(); i++) {
      final Socket socket = connect();
      write(socket, i % 2 == 0 ? "GET /a HT" : "");
      slow.add(socket);
      // All places are taken by those, and still:
      if (i > LIMITS.connections()) {
        assertThat(ask(get("/b"))).startsWith("HTTP/1.1 200");
      }
    }
    for (final Socket socket : slow) {
      assertThat(isClosed(socket)).isTrue();
    }
    assertThat(ask(get("/b"))).startsWith("HTTP/1.1 200");
  }

  /** A byte now and then does not count as a request. */
  @Test
  void whoDripsIsCutOffAfterTheTimeOfARequest() throws Exception {
    final Socket socket = connect();
    final long start = System.nanoTime();
    boolean open = true;
    for (int i = 0; open; i++) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      try {
        write(socket, i == 0 ? "G" : "E");
        socket.setSoTimeout(50);
        open = socket.getInputStream().read() >= 0;
      } catch (final java.net.SocketTimeoutException e) {
        // Still open.
        open = true;
      } catch (final IOException e) {
        open = false;
      }
    }
  }

  @Test
  void whoDoesNotReadIsCutOffAndKeepsNobodyOut() throws Exception {
    for (int i = 0; i < LIMITS.connections(); i++) {
      final Socket socket = new Socket();
      socket.setReceiveBufferSize(1_024);
      socket.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.setSoTimeout(20_000);
      sockets.add(socket);
      write(socket, get("/huge"));
    }
    // Two are answered at a time, the others are told so, and none of them reads.
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(IOException.class)
        .until(() -> ask(get("/b")).startsWith("HTTP/1.1 200"));
  }

  /** An answer that nobody takes is in memory, so no more than so many are made. */
  @Test
  void answersThatAreNotTakenCountAsRequests() throws Exception {
    server.stop();
    server =
        start(
            new RestLimits(
                8,
                3,
                2,
                Duration.ofSeconds(20),
                256,
                1_024,
                Duration.ofSeconds(20),
                Duration.ofSeconds(40)));
    for (int i = 0; i < LIMITS.requests(); i++) {
      write(connect(), get("/huge"));
    }
    for (final Socket socket : sockets) {
      // The answer has begun, and goes no further.
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    for (int i = 0; i < 3; i++) {
      assertThat(ask(get("/a"))).endsWith("3 requests are being answered, ask again in a second");
    }
    sockets.getFirst().close();
    org.awaitility.Awaitility.await().until(() -> ask(get("/a")).startsWith("HTTP/1.1 200"));
  }

  @Test
  void aTakenPortIsNamed() {
    final RestServer second = new RestServer("127.0.0.1", server.port(), LIMITS, new Echo());
    assertThatThrownBy(second::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void itStopsWhileQuestionsAreOpen() throws Exception {
    write(connect(), get("/hold"));
    write(connect(), "GET");
    server.stop();
    for (final Socket socket : sockets) {
      assertThat(isClosed(socket)).isTrue();
    }
    server = start(LIMITS);
    assertThat(ask(get("/a"))).startsWith("HTTP/1.1 200");
  }
}
