/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.acceptance.Facts.quantity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/** An external node relays to a main node that hangs. */
abstract class RelayScenarios extends OldL1Scenarios {
  private static final int SENDS = 60;

  /** While so many callers wait. */
  private static final Duration LONGEST_READ = Duration.ofSeconds(1);

  /** A relay waits 5 s for an answer; the rest is for a slow machine. */
  private static final Duration LONGEST_SEND = Duration.ofSeconds(10);

  private static final Duration STOPPED = Duration.ofSeconds(8);
  private static final BigInteger PRICE = BigInteger.valueOf(10_000_000_000L);

  RelayScenarios(final Engine engine) {
    super(engine);
  }

  /** What a caller got, and after how long. */
  private record Answer(String text, Duration time) {}

  /** Block, index, status, gas and logs stay as they were told of the slice. */
  @Test
  @Order(19)
  void whoSendsAndWaitsIsToldBeforeTheBlockIsThereWhatStaysTrue() throws Exception {
    final PrivateKey user = Devnet.user(2);
    for (final JsonRpc node : nodes()) {
      final SignedTransaction sent =
          transfer(
              user,
              quantity(main(), "eth_getTransactionCount", user.address().toString(), "latest"));
      final JsonNode early =
          node.call("eth_sendRawTransactionSync", sent.raw().toHexString(), 10_000);
      assertThat(early.path("preconfirmed").asBoolean()).isTrue();
      final String hash = sent.hash().toHexString();
      eventually().until(() -> node.call("eth_getTransactionReceipt", hash).isObject());
      final JsonNode block = node.call("eth_getTransactionReceipt", hash);
      for (final String field : List.of("blockNumber", "transactionIndex", "status", "gasUsed")) {
        assertThat(early.get(field)).as(field).isEqualTo(block.get(field));
      }
      eventually()
          .untilAsserted(
              () ->
                  assertThat(
                          quantity(
                              main(),
                              "eth_getTransactionCount",
                              user.address().toString(),
                              "latest"))
                      .isEqualTo(sent.nonce() + 1));
    }
    for (final JsonRpc node : nodes()) {
      final List<JsonNode> told = Wallets.use(node.url(), user);
      assertThat(told)
          .extracting(each -> each.path("library").asText() + " " + each.path("call").asText())
          .containsExactly(
              "viem transfer",
              "viem creation",
              "viem timeout",
              "ethers sendTransaction",
              "ethers eth_sendRawTransactionSync");
      told.forEach(RelayScenarios::assertKept);
    }
  }

  private static void assertKept(final JsonNode told) {
    final JsonNode early = told.path("early");
    final JsonNode end = told.path("final");
    final String call = told.path("call").asText();
    if (call.equals("timeout")) {
      assertThat(early.path("code").asInt()).isEqualTo(4);
      assertThat(early.path("data")).isEqualTo(end.path("hash"));
      assertThat(end.path("status").asText()).isEqualTo("success");
      return;
    }
    assertThat(early.size()).as(told.toString()).isPositive();
    early
        .fieldNames()
        .forEachRemaining(
            field -> assertThat(early.get(field)).as(told.toString()).isEqualTo(end.get(field)));
    if (call.equals("creation") || call.equals("eth_sendRawTransactionSync")) {
      assertThat(early.path("logs")).as(told.toString()).hasSize(1);
    }
  }

  @Test
  @Order(20)
  void aMainNodeThatHangsHoldsNeitherTheReadsOfARelayNorItself() throws Exception {
    final PrivateKey user = Devnet.user(2);
    final long nonce =
        quantity(external(), "eth_getTransactionCount", user.address().toString(), "latest");
    final List<Future<Answer>> sends = new ArrayList<>();
    final List<Duration> reads = new ArrayList<>();
    signal("STOP");
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SENDS; i++) {
        final String raw = transfer(user, nonce + i).raw().toHexString();
        sends.add(callers.submit(() -> send(raw)));
      }
      final long end = System.nanoTime() + STOPPED.toNanos();
      while (System.nanoTime() - end < 0) {
        final long from = System.nanoTime();
        external().call("eth_blockNumber");
        reads.add(Duration.ofNanos(System.nanoTime() - from));
      }
      for (final Future<Answer> send : sends) {
        final Answer answer = send.get(1, TimeUnit.MINUTES);
        assertThat(answer.text())
            .containsAnyOf("is busy", "was not sent", "it is not known whether transaction");
        assertThat(answer.time()).isLessThan(LONGEST_SEND);
      }
      assertThat(reads).hasSizeGreaterThan(5).allMatch(time -> time.compareTo(LONGEST_READ) < 0);
    } finally {
      signal("CONT");
    }
    eventually().until(() -> main().tryQuantity("eth_blockNumber").isPresent());
    for (int i = 0; i < SENDS; i++) {
      final String raw = transfer(user, nonce + i).raw().toHexString();
      eventually().until(() -> isTaken(send(raw)));
    }
    for (final JsonRpc node : nodes()) {
      eventually()
          .until(
              () ->
                  quantity(node, "eth_getTransactionCount", user.address().toString(), "latest")
                      == nonce + SENDS);
    }
  }

  private void signal(final String name) throws IOException, InterruptedException {
    final long pid = devnet().mainNode().process().handle().orElseThrow().pid();
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  private Answer send(final String raw) throws IOException {
    final long from = System.nanoTime();
    String text;
    try {
      text = external().call("eth_sendRawTransaction", raw).asText();
    } catch (final RpcError e) {
      text = e.getMessage();
    }
    return new Answer(text, Duration.ofNanos(System.nanoTime() - from));
  }

  /** Now, or when the main node hung and nobody knew. */
  private static boolean isTaken(final Answer answer) {
    final String text = answer.text().toLowerCase(Locale.ROOT);
    return text.startsWith("0x")
        || text.contains("known transaction")
        || text.contains("already known")
        || text.contains("nonce too low")
        || text.contains("nonce below");
  }

  private static SignedTransaction transfer(final PrivateKey user, final long nonce) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            Devnet.L2_CHAIN_ID,
            nonce,
            PRICE,
            PRICE,
            21_000,
            Optional.of(user.address()),
            BigInteger.ONE,
            Bytes.EMPTY),
        user);
  }
}
