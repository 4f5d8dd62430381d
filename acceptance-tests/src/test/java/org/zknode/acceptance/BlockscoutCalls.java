/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.zknode.eth.Address;

/**
 * The calls of the fetchers that Blockscout has for a Polygon zkEVM chain (batches, and the
 * bridge's events on L2), in the same JSON-RPC batches and held to the types that these decode: an
 * answer that is null, an error, or of another type ends a fetcher.
 */
final class BlockscoutCalls {
  /** Batches that it asks for in one request, unless told otherwise. */
  private static final int CHUNK = 20;

  /** Blocks of one eth_getLogs. */
  private static final int LOG_RANGE = 1_000;

  private static final List<String> BRIDGE_EVENTS =
      List.of(
          "0x501781209a1f8899323b96b4ef08b168df93e0a90c673d1e4cce39366cb62f9b",
          "0x25308c93ceeed162da955b3f7ce3e3f93606579e40fb92029faa9efe27545983",
          "0x1df3f2a973a00d6635911755c260704e95e8a5876997546798770f76396fda4d");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = "0x[0-9a-fA-F]{64}";
  private static final String ZERO_HASH = "0x" + "0".repeat(64);
  private static final String QUANTITY = "0x(0|[1-9a-f][0-9a-f]*)";

  private final URI node;

  BlockscoutCalls(final URI node) {
    this.node = node;
  }

  /** Numbers of the last batch, and of the last virtual and verified one. */
  record Latest(long trusted, long virtual, long verified) {}

  /** Whatever is started from here is done again from the last verified batch on. */
  Latest fetchLatestBatchNumbers() throws IOException {
    final List<JsonNode> answers =
        batch(
            List.of(
                request(0, "zkevm_batchNumber"),
                request(1, "zkevm_virtualBatchNumber"),
                request(2, "zkevm_verifiedBatchNumber")));
    return new Latest(quantity(answers.get(0)), quantity(answers.get(1)), quantity(answers.get(2)));
  }

  /**
   * Every batch from the first to the last, as they are stored.
   *
   * @return L2 transactions of these batches
   */
  Set<String> fetchBatches(final long first, final long last, final Latest latest)
      throws IOException {
    final Set<String> transactions = new HashSet<>();
    for (long from = first; from <= last; from += CHUNK) {
      final List<Map<String, Object>> requests =
          LongStream.rangeClosed(from, Math.min(last, from + CHUNK - 1))
              .mapToObj(number -> request(number, "zkevm_getBatchByNumber", hex(number), false))
              .toList();
      final List<JsonNode> answers = batch(requests);
      for (int i = 0; i < answers.size(); i++) {
        transactions.addAll(store(from + i, answers.get(i), latest));
      }
    }
    return transactions;
  }

  /** What a row of its tables takes from a batch. */
  private static List<String> store(final long number, final JsonNode batch, final Latest latest) {
    assertThat(batch.isObject()).as("batch %d is an object: %s", number, batch).isTrue();
    assertThat(quantity(batch.path("number"))).isEqualTo(number);
    // Seconds since 1970; a row needs it, and each of these hashes.
    assertThat(quantity(batch.path("timestamp"))).isLessThan(253_402_300_800L);
    for (final String field : List.of("globalExitRoot", "accInputHash", "stateRoot")) {
      assertThat(batch.path(field).asText()).as("%s of batch %d", field, number).matches(HASH);
    }
    final boolean sequenced = l1Transaction(batch, "sendSequencesTxHash");
    final boolean verified = l1Transaction(batch, "verifyBatchTxHash");
    // Both were asked for before the batch: it may have got further meanwhile, and not back.
    if (number > 0 && number <= latest.virtual()) {
      assertThat(sequenced).as("batch %d is virtual", number).isTrue();
    }
    if (number > 0 && number <= latest.verified()) {
      assertThat(verified).as("batch %d is verified", number).isTrue();
    }
    final List<String> hashes = new ArrayList<>();
    assertThat(batch.path("transactions").isArray()).isTrue();
    batch.path("transactions").forEach(hash -> hashes.add(hash.asText()));
    assertThat(hashes).as("transactions of batch %d", number).allMatch(each -> each.matches(HASH));
    return hashes;
  }

  /** Null, or a whole hash; zero stands for none. */
  private static boolean l1Transaction(final JsonNode batch, final String field) {
    final JsonNode hash = batch.path(field);
    assertThat(hash.isNull() || hash.isMissingNode() || hash.asText().matches(HASH))
        .as("%s: %s", field, hash)
        .isTrue();
    return hash.isTextual() && !hash.asText().equals(ZERO_HASH);
  }

  /**
   * Deposits and claims of the bridge on L2, with the times of their blocks; the transaction of the
   * last one is what a fetcher goes on from when it is started again.
   *
   * @return how many
   */
  int fetchBridgeEvents(final Address bridge) throws IOException {
    final JsonNode head =
        single(request(0, "eth_getBlockByNumber", "latest", false)).path("number");
    final long last = quantity(head);
    final Map<Long, Long> timestamps = new HashMap<>();
    int events = 0;
    String newest = "";
    for (long from = 1; from <= last; from += LOG_RANGE) {
      final JsonNode logs =
          single(
              request(
                  0,
                  "eth_getLogs",
                  Map.of(
                      "fromBlock",
                      hex(from),
                      "toBlock",
                      hex(Math.min(last, from + LOG_RANGE - 1)),
                      "address",
                      bridge.toString(),
                      "topics",
                      List.of(BRIDGE_EVENTS))));
      assertThat(logs.isArray()).isTrue();
      for (final JsonNode log : logs) {
        assertThat(log.path("topics").get(0).asText()).isIn(BRIDGE_EVENTS);
        assertThat(log.path("transactionHash").asText()).matches(HASH);
        assertThat(log.path("blockHash").asText()).matches(HASH);
        assertThat(log.path("data").asText()).matches("0x([0-9a-f]{64})+");
        quantity(log.path("logIndex"));
        timestamps.put(quantity(log.path("blockNumber")), 0L);
        newest = log.path("transactionHash").asText();
        events++;
      }
    }
    final List<Long> blocks = List.copyOf(timestamps.keySet());
    for (int from = 0; from < blocks.size(); from += CHUNK) {
      final List<Map<String, Object>> requests =
          blocks.subList(from, Math.min(blocks.size(), from + CHUNK)).stream()
              .map(number -> request(number, "eth_getBlockByNumber", hex(number), false))
              .toList();
      for (final JsonNode block : batch(requests)) {
        assertThat(quantity(block.path("timestamp"))).isPositive();
      }
    }
    if (events > 0) {
      final JsonNode transaction = single(request(0, "eth_getTransactionByHash", newest));
      assertThat(transaction.path("hash").asText()).isEqualTo(newest);
      assertThat(quantity(transaction.path("blockNumber"))).isIn(timestamps.keySet());
    }
    return events;
  }

  private static long quantity(final JsonNode json) {
    assertThat(json.asText()).as("a quantity").matches(QUANTITY);
    return Long.decode(json.asText());
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  private static Map<String, Object> request(
      final long id, final String method, final Object... params) {
    return Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", List.of(params));
  }

  private JsonNode single(final Map<String, Object> request) throws IOException {
    return result(post(request));
  }

  /** Results in the order of the requests. Each of them has to be there, without an error. */
  private List<JsonNode> batch(final List<Map<String, Object>> requests) throws IOException {
    final JsonNode answers = post(requests);
    assertThat(answers.isArray()).as("answers to a batch: %s", answers).isTrue();
    final Map<Long, JsonNode> byId = new HashMap<>();
    answers.forEach(answer -> byId.put(answer.path("id").asLong(), answer));
    return requests.stream().map(request -> result(byId.get((Long) request.get("id")))).toList();
  }

  private static JsonNode result(final JsonNode answer) {
    assertThat(answer).as("an answer with the id of its request").isNotNull();
    assertThat(answer.has("error")).as("%s", answer).isFalse();
    assertThat(answer.path("result").isNull()).as("%s", answer).isFalse();
    return answer.path("result");
  }

  private JsonNode post(final Object body) throws IOException {
    final HttpURLConnection connection = (HttpURLConnection) node.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection
        .getOutputStream()
        .write(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    assertThat(connection.getResponseCode()).isEqualTo(200);
    return JSON.readTree(connection.getInputStream());
  }
}
