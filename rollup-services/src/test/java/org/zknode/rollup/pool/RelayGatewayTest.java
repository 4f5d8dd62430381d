/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.TestTransactions;

class RelayGatewayTest {
  private final SignedTransaction transaction =
      TestTransactions.transfer(
          TransactionType.LEGACY, TestTransactions.key(1), 0, TestTransactions.key(2).address());
  private final AtomicReference<String> request = new AtomicReference<>();
  private final AtomicReference<String> answer = new AtomicReference<>("");
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hang;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          request.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          if (hang) {
            try {
              release.await();
            } catch (final InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          final byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  private URI url() {
    return URI.create("http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/rpc?k=v");
  }

  private void submit() throws PoolRejectedException {
    try (RelayGateway gateway = new RelayGateway(url(), Duration.ofSeconds(2))) {
      gateway.submit(transaction);
    }
  }

  private void assertRefused(final String text) {
    assertThatThrownBy(this::submit).isInstanceOf(PoolRejectedException.class).hasMessage(text);
  }

  private String shownUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/rpc";
  }

  @Test
  void sendsTheRawTransaction() throws Exception {
    answer.set(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + transaction.hash().toHexString() + "\"}");
    submit();
    assertThat(request.get())
        .contains("\"method\":\"eth_sendRawTransaction\"")
        .contains("\"params\":[\"" + transaction.raw().toHexString() + "\"]");
  }

  @Test
  void passesTheRefusalOn() {
    answer.set(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"already known\"}}");
    assertRefused("already known");
  }

  @Test
  void refusesAnswersThatAreNone() {
    answer.set("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x12\"}");
    assertRefused(
        "the node that takes transactions answered '0x12' instead of the transaction's hash: "
            + shownUrl());
    answer.set("<html>");
    assertRefused(
        "the node that takes transactions answered HTTP 200 without JSON-RPC: " + shownUrl());
    answer.set("");
    assertRefused(
        "the node that takes transactions answered HTTP 200 without JSON-RPC: " + shownUrl());
  }

  @Test
  void refusesAnAnswerWithoutEnd() {
    answer.set("x".repeat(RelayGateway.MAX_ANSWER_BYTES + 1));
    assertRefused("the node that takes transactions is not reachable: " + shownUrl());
  }

  @Test
  void namesANodeThatIsGoneOrHangs() {
    hang = true;
    assertRefused("the node that takes transactions is not reachable: " + shownUrl());
    release.countDown();
    server.stop(0);
    assertRefused("the node that takes transactions is not reachable: " + shownUrl());
  }

  @Test
  void asksForTheGasPrice() {
    try (RelayGateway relay = new RelayGateway(url(), Duration.ofSeconds(10))) {
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
    try (RelayGateway relay = new RelayGateway(url(), Duration.ofSeconds(10))) {
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
