/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplorerServerTest {
  private static final ExplorerConfig CONFIG =
      new ExplorerConfig(
          List.of(URI.create("http://127.0.0.1:8123"), URI.create("http://[::1]:8124/rpc?key=1")),
          Optional.of(URI.create("https://l1.example/v3/secret")),
          Optional.empty(),
          Optional.of(URI.create("http://127.0.0.1:8080/bridge")));

  private ExplorerServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ExplorerServer("127.0.0.1", 0, CONFIG);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpURLConnection ask(final String method, final String path) throws IOException {
    final HttpURLConnection connection =
        (HttpURLConnection) server.url().resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    return connection;
  }

  private String body(final String path) throws IOException {
    return new String(ask("GET", path).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, explorer.js",
    "/index.html, text/html; charset=utf-8, <div id=\"app\">",
    "/explorer.js, text/javascript; charset=utf-8, zkevm_getBatchByNumber",
    "/explorer.css, text/css; charset=utf-8, main",
    "/licenses.txt, text/plain; charset=utf-8, MIT"
  })
  void servesTheFilesOfThePage(final String path, final String type, final String part)
      throws IOException {
    final HttpURLConnection answer = ask("GET", path);
    assertThat(answer.getResponseCode()).isEqualTo(200);
    assertThat(answer.getContentType()).isEqualTo(type);
    assertThat(body(path)).contains(part);
    final HttpURLConnection head = ask("HEAD", path);
    assertThat(head.getResponseCode()).isEqualTo(200);
    assertThat(head.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void tellsThePageWhereToRead() throws IOException {
    assertThat(new ObjectMapper().readValue(body("/config.json"), Map.class))
        .isEqualTo(
            Map.of(
                "nodes",
                List.of("http://127.0.0.1:8123", "http://[::1]:8124/rpc?key=1"),
                "l1",
                "https://l1.example/v3/secret",
                "bridge",
                "http://127.0.0.1:8080/bridge"));
  }

  /** By origin: a browser would ask for each path otherwise, and keys stay out of a header. */
  @Test
  void thePageMayTalkToThemAndNobodyElse() throws IOException {
    final String policy = ask("GET", "/").getHeaderField("Content-Security-Policy");
    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self'")
        .contains(
            "connect-src 'self' http://127.0.0.1:8123 http://[::1]:8124 https://l1.example"
                + " http://127.0.0.1:8080;");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /../pom.xml, 404",
    "GET, /page/index.html, 404",
    "GET, /%2e%2e/ExplorerServer.class, 404",
    "POST, /, 405",
    "OPTIONS, /config.json, 405"
  })
  void servesNothingElse(final String method, final String path, final int code)
      throws IOException {
    assertThat(ask(method, path).getResponseCode()).isEqualTo(code);
  }

  /** They say half of a request, or take no answer. */
  @Test
  void slowClientsKeepNoPlace() throws Exception {
    final List<Socket> clients = new ArrayList<>();
    try {
      final Socket silent = connect(clients);
      silent.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      final byte[] many =
          "GET /explorer.js HTTP/1.1\r\nHost: a\r\n\r\n"
              .repeat(500)
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 64; i++) {
        connect(clients).getOutputStream().write(many);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> ask("GET", "/").getResponseCode() == 503);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ask("GET", "/").getResponseCode() == 200);
      silent.setSoTimeout(60_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    } finally {
      for (final Socket client : clients) {
        client.close();
      }
    }
  }

  private Socket connect(final List<Socket> clients) throws IOException {
    final Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    client.connect(new InetSocketAddress("127.0.0.1", server.url().getPort()));
    clients.add(client);
    return client;
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    final int port = server.url().getPort();
    assertThatThrownBy(() -> new ExplorerServer("127.0.0.1", port, CONFIG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen for browsers on 127.0.0.1:" + port);
  }

  @Test
  void withoutANodeThereIsNothingToShow() {
    assertThatThrownBy(
            () ->
                new ExplorerConfig(List.of(), Optional.empty(), Optional.empty(), Optional.empty()))
        .hasMessage("the explorer needs a node");
  }
}
