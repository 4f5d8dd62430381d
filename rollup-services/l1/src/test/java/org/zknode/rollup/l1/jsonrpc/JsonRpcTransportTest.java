/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.contracts.RevertReasons;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.CountingMetrics;

/** Bad endpoints over real HTTP: rotation, retries, caps, and log ranges that adapt. */
class JsonRpcTransportTest {
  private static final JsonRpcLimits RETRY_AFTER_LIMITS =
      new JsonRpcLimits(
          Duration.ofSeconds(5), 3, Duration.ofMillis(1), Duration.ofSeconds(2), 1 << 20);

  private static final int MAX_RESPONSE_BYTES = 50_000;

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void leavesAnEndpointThatIsOverloadedAndStaysWithTheNext(final int status) throws Exception {
    try (ScriptedEndpoint bad = new ScriptedEndpoint((method, params) -> new Answer(status, ""));
        ScriptedEndpoint good =
            new ScriptedEndpoint((method, params) -> Answer.result("\"0x7a69\""));
        JsonRpcTransport transport = transport(bad, good)) {
      assertThat(transport.call("eth_chainId").asText()).isEqualTo("0x7a69");
      assertThat(transport.call("eth_chainId").asText()).isEqualTo("0x7a69");
      assertThat(bad.requests()).isEqualTo(1);
      assertThat(good.requests()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "[]", "null", "{\"result\""})
  void anAnswerWithoutAResultIsTemporary(final String body) {
    try (ScriptedEndpoint bad = new ScriptedEndpoint((method, params) -> new Answer(200, body));
        JsonRpcTransport transport = transport(bad)) {
      assertThatThrownBy(() -> transport.call("eth_chainId"))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("L1 gave no answer to eth_chainId in 3 attempts");
      assertThat(bad.requests()).isEqualTo(3);
    }
  }

  @Test
  void anErrorObjectIsNotRetried() {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint((method, params) -> Answer.error(-32000, "nonce too low"));
        JsonRpcTransport transport = transport(endpoint)) {
      assertThatThrownBy(() -> transport.call("eth_sendRawTransaction", "0x00"))
          .isInstanceOfSatisfying(
              JsonRpcErrorException.class, e -> assertThat(e.code()).isEqualTo(-32000))
          .hasMessageContaining("nonce too low");
      assertThat(endpoint.requests()).isEqualTo(1);
    }
  }

  @Test
  void aRateLimitInAnErrorObjectIsRetried() throws Exception {
    final AtomicInteger calls = new AtomicInteger();
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) ->
                    calls.incrementAndGet() < 3
                        ? Answer.error(-32005, "daily request rate limit")
                        : Answer.result("true"));
        JsonRpcTransport transport = transport(endpoint)) {
      assertThat(transport.call("x").asBoolean()).isTrue();
    }
  }

  /** Names that strangers could choose would be series without end. */
  @Test
  void eachAttemptIsMeasuredUnderAMethodOfAFixedSet() throws Exception {
    final CountingMetrics metrics = new CountingMetrics();
    final AtomicInteger calls = new AtomicInteger();
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) ->
                    calls.incrementAndGet() == 1
                        ? new Answer(500, "", Map.of())
                        : Answer.result("true"));
        JsonRpcTransport transport =
            new JsonRpcTransport(
                List.of(endpoint.url()),
                limits(),
                OptionalLong.empty(),
                Clock.systemUTC(),
                new L1CallTimes(metrics))) {
      transport.call("eth_getLogs");
      transport.call("no_such");
    }
    assertThat(metrics.observed("l1_call_seconds", "eth_getLogs", "failed")).hasSize(1);
    assertThat(metrics.observed("l1_call_seconds", "eth_getLogs", "ok")).hasSize(1);
    assertThat(metrics.observed("l1_call_seconds", "other", "ok")).hasSize(1);
  }

  @Test
  void aShortRetryAfterIsWaitedForAndTheOtherEndpointIsAskedMeanwhile() throws Exception {
    final AtomicInteger calls = new AtomicInteger();
    final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedEndpoint busy =
            new ScriptedEndpoint(
                (method, params) -> {
                  times.add(System.nanoTime());
                  return calls.incrementAndGet() == 1
                      ? new Answer(429, "", Map.of("Retry-After", "1"))
                      : Answer.result("\"0x1\"");
                });
        ScriptedEndpoint other =
            new ScriptedEndpoint((method, params) -> Answer.result("\"0x2\""));
        JsonRpcTransport alone = new JsonRpcTransport(List.of(busy.url()), RETRY_AFTER_LIMITS);
        JsonRpcTransport both =
            new JsonRpcTransport(List.of(busy.url(), other.url()), RETRY_AFTER_LIMITS)) {
      assertThat(alone.call("eth_chainId").asText()).isEqualTo("0x1");
      assertThat(Duration.ofNanos(times.get(1) - times.get(0)))
          .isGreaterThan(Duration.ofMillis(950));
      calls.set(0);
      assertThat(both.call("eth_chainId").asText()).isEqualTo("0x2");
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void aLongRetryAfterIsReportedAtOnceAndKept() {
    try (ScriptedEndpoint busy =
            new ScriptedEndpoint(
                (method, params) -> new Answer(503, "", Map.of("Retry-After", "100")));
        JsonRpcTransport transport =
            new JsonRpcTransport(List.of(busy.url()), RETRY_AFTER_LIMITS)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> transport.call("eth_chainId"))
            .isInstanceOf(TemporaryException.class)
            .hasMessageContaining("wants to be left alone for another");
      }
      assertThat(busy.requests()).as("it was asked once").isEqualTo(1);
    }
  }

  @Test
  void anAnswerAboveTheCapIsNotRead() {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) -> Answer.result("\"" + "x".repeat(MAX_RESPONSE_BYTES) + "\""));
        JsonRpcTransport transport = transport(endpoint)) {
      assertThatThrownBy(() -> transport.call("eth_getLogs"))
          .isInstanceOf(JsonRpcErrorException.class)
          .hasMessageContaining("too large");
      assertThat(endpoint.requests()).isEqualTo(1);
    }
  }

  @Test
  void anEndpointThatNeverAnswersTimesOut() {
    final CountDownLatch never = new CountDownLatch(1);
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) -> {
                  never.await();
                  return Answer.result("1");
                });
        JsonRpcTransport transport = transport(endpoint)) {
      assertThatThrownBy(() -> transport.call("eth_chainId"))
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("no answer within");
      never.countDown();
    }
  }

  @Test
  void logRangesShrinkUntilTheEndpointTakesThemAndCoverEveryBlockOnce() {
    final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint((method, params) -> limitedLogs(params.get(0), 60, seen));
        JsonRpcTransport transport = transport(endpoint)) {
      final AdaptiveLogs logs =
          new AdaptiveLogs(transport, Set.of(Address.ZERO), Set.of(Bytes32.ZERO));
      final List<LogEntry> found = logs.fetch(10, 2_009);
      assertThat(seen).hasSize(2_000).doesNotHaveDuplicates().isSorted();
      assertThat(found).hasSize(2_000);
      assertThat(logs.range()).isBetween(1L, 400L);
    }
  }

  /** However many blocks there are: what is in memory is that much and one answer. */
  @Test
  void noFurtherLogsAreAskedForOnceThereAreEnough() {
    final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint((method, params) -> limitedLogs(params.get(0), 60, seen));
        JsonRpcTransport transport = transport(endpoint)) {
      final AdaptiveLogs logs =
          new AdaptiveLogs(transport, Set.of(Address.ZERO), Set.of(Bytes32.ZERO));
      final AdaptiveLogs.Fetched found = logs.fetch(10, 2_009, 100 * L1Log.bytes(0));
      assertThat(found.logs()).hasSizeBetween(50, 160);
      assertThat(found.logs().getLast().blockNumber()).isEqualTo(found.toBlock());
      assertThat(seen).hasSameSizeAs(found.logs());
      assertThat(logs.fetch(found.toBlock() + 1, 2_009, Long.MAX_VALUE).toBlock()).isEqualTo(2_009);
      assertThat(seen).hasSize(2_000).doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void aSingleBlockThatIsTooMuchIsTemporaryNotALoop() {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint((method, params) -> Answer.error(-32005, "too many results"));
        JsonRpcTransport transport = transport(endpoint)) {
      final AdaptiveLogs logs =
          new AdaptiveLogs(transport, Set.of(Address.ZERO), Set.of(Bytes32.ZERO));
      assertThatThrownBy(() -> logs.fetch(1, 1_000)).isInstanceOf(TemporaryException.class);
      assertThat(endpoint.requests()).isLessThan(20);
    }
  }

  @Test
  void revertReasonsAreNamed() {
    assertThat(RevertReasons.decode(Bytes.fromHexString("0x09bde339"))).contains("InvalidProof");
    assertThat(
            RevertReasons.decode(
                Bytes.fromHexString(
                    "0x08c379a0"
                        + "0000000000000000000000000000000000000000000000000000000000000020"
                        + "0000000000000000000000000000000000000000000000000000000000000002"
                        + "6e6f000000000000000000000000000000000000000000000000000000000000")))
        .contains("no");
    assertThat(RevertReasons.decode(Bytes.fromHexString("0x12345678"))).contains("0x12345678");
    assertThat(RevertReasons.decode(Bytes.fromHexString("0x08c379a0ff"))).contains("0x08c379a0ff");
    assertThat(RevertReasons.decode(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void aSequencingCallInsideAnotherCallIsRefusedClearly() {
    assertThatThrownBy(
            () -> ElderberryAbi.decodeSequenceBatches(Bytes.fromHexString("0x6a76120200")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x6a761202")
        .hasMessageContaining("not supported");
    assertThatThrownBy(
            () -> ElderberryAbi.decodeSequenceBatches(Bytes.fromHexString("0xdef57e54ffff")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Answer limitedLogs(
      final JsonNode filter, final long limit, final List<Long> seen) {
    final long from = Long.decode(filter.get("fromBlock").asText());
    final long to = Long.decode(filter.get("toBlock").asText());
    if (to - from + 1 > limit) {
      return Answer.error(-32602, "block range is too wide");
    }
    final StringBuilder logs = new StringBuilder("[");
    for (long block = from; block <= to; block++) {
      seen.add(block);
      logs.append(block == from ? "" : ",")
          .append(
              """
              {"blockNumber":"0x%x","logIndex":"0x0","transactionIndex":"0x0","blockHash":"%3$s",\
              "transactionHash":"%3$s","address":"%2$s","topics":["%3$s"],"data":"0x"}"""
                  .formatted(block, Address.ZERO, Bytes32.ZERO));
    }
    return Answer.result(logs.append("]").toString());
  }

  private static JsonRpcTransport transport(final ScriptedEndpoint... endpoints) {
    final List<URI> urls = Arrays.stream(endpoints).map(ScriptedEndpoint::url).toList();
    return new JsonRpcTransport(urls, limits());
  }

  private static JsonRpcLimits limits() {
    return new JsonRpcLimits(
        Duration.ofMillis(500), 3, Duration.ofMillis(1), Duration.ofMillis(4), MAX_RESPONSE_BYTES);
  }
}
