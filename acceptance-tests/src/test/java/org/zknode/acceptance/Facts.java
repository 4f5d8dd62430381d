/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.L1Network;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/** What the scenarios ask nodes, L1 and databases, all over public interfaces. */
final class Facts {
  private static final Bytes FORCED_SEQUENCE_TOPIC =
      Keccak256.hash(
          Bytes.wrap("SequenceForceBatches(uint64)".getBytes(StandardCharsets.US_ASCII)));

  private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(10);

  private Facts() {}

  static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  static JsonNode status(final JsonRpc node) {
    return node.tryCall("zknode_status")
        .orElseThrow(() -> new AssertionError(node.url() + " does not answer"));
  }

  /** Keys and texts of why the node is DEGRADED. */
  static String reasons(final JsonRpc node) {
    return reasons(status(node));
  }

  private static String reasons(final JsonNode status) {
    final List<String> reasons = new ArrayList<>();
    status
        .path("reasons")
        .forEach(
            reason ->
                reasons.add(reason.path("key").asText() + ": " + reason.path("text").asText()));
    return String.join("\n", reasons);
  }

  /** Asks once: without its database a node takes seconds for the answer. */
  static void assertDegraded(final JsonRpc node, final String... parts) {
    final JsonNode status = status(node);
    assertThat(status.path("state").asText()).isEqualTo("DEGRADED");
    for (final String part : parts) {
      assertThat(reasons(status)).contains(part);
    }
    assertThat(status.path("halts")).as("halts of %s", node.url()).isEmpty();
  }

  static void assertRunning(final JsonRpc node) {
    final JsonNode status = status(node);
    assertThat(status.path("state").asText()).as(reasons(status)).isEqualTo("RUNNING");
  }

  static void assertNeverHalted(final JsonRpc node) {
    assertThat(status(node).path("halts")).as("halts of %s", node.url()).isEmpty();
  }

  static long quantity(final JsonRpc node, final String method, final Object... params) {
    return node.tryQuantity(method, params).orElse(0L);
  }

  static long head(final JsonRpc node) {
    return quantity(node, "eth_blockNumber");
  }

  static long closedBatches(final JsonRpc node) {
    return status(node).path("batches").path("trusted").asLong();
  }

  /** Wei after the newest block, as a decimal number. */
  static String balance(final JsonRpc node, final Address account) {
    return new BigInteger(
            node.tryCall("eth_getBalance", account.toString(), "latest")
                .orElseThrow()
                .asText()
                .substring(2),
            16)
        .toString();
  }

  static Optional<JsonNode> block(final JsonRpc node, final long number) {
    return node.tryCall("eth_getBlockByNumber", hex(number), false);
  }

  /** Number of the block that this tag means now; 0 when the node does not say. */
  static long tag(final JsonRpc node, final String tag) {
    return node.tryCall("eth_getBlockByNumber", tag, false)
        .map(found -> Long.decode(found.path("number").asText()))
        .orElse(0L);
  }

  static String blockHash(final JsonRpc node, final long number) {
    return block(node, number).orElseThrow().path("hash").asText();
  }

  static Optional<JsonNode> receipt(final JsonRpc node, final Bytes hash) {
    return node.tryCall("eth_getTransactionReceipt", hash.toHexString());
  }

  /** State root of the last block of that batch, by the engine's own answer. */
  static String stateRootAfter(final JsonRpc node, final long batch) {
    final JsonNode found = node.tryCall("zkevm_getBatchByNumber", hex(batch), false).orElseThrow();
    final String last = found.path("blocks").path(found.path("blocks").size() - 1).asText();
    return node.tryCall("eth_getBlockByHash", last, false).orElseThrow().path("stateRoot").asText();
  }

  /** A node that follows may know of the verification before it has the blocks. */
  static boolean hasVerified(final JsonRpc node, final long batch) {
    return quantity(node, "zkevm_verifiedBatchNumber") >= batch
        && quantity(node, "zkevm_batchNumber") >= batch;
  }

  /** The state that L1 has verified at the end of that batch is the one of these nodes. */
  static void assertVerifiedRootIsOf(
      final L1Network l1, final long verified, final List<JsonRpc> nodes) {
    for (final JsonRpc node : nodes) {
      assertThat(stateRootAfter(node, verified))
          .as("state root of batch %d on %s", verified, node.url())
          .isEqualTo(l1.verifiedStateRoot(verified).toHexString());
    }
  }

  /**
   * One sequence on L1's chain now.
   *
   * @param l1Block that it is in
   */
  record Sequence(long l1Block, long firstBatch, long lastBatch) {}

  /** All sequences of the rollup by their events and calldata, in L1's order. */
  static List<Sequence> sequences(final L1Network l1) throws IOException, JsonRpc.RpcError {
    final List<Sequence> found = new ArrayList<>();
    for (final JsonNode log : logs(l1, ElderberryAbi.SEQUENCE_BATCHES_TOPIC)) {
      final long last = lastWord(log.path("topics").path(1).asText());
      final JsonNode transaction =
          l1.rpc().call("eth_getTransactionByHash", log.path("transactionHash").asText());
      final int batches =
          ElderberryAbi.decodeSequenceBatches(
                  Bytes.fromHexString(transaction.path("input").asText()))
              .batches()
              .size();
      found.add(
          new Sequence(Long.decode(log.path("blockNumber").asText()), last - batches + 1, last));
    }
    return found;
  }

  private static JsonNode logs(final L1Network l1, final Bytes topic)
      throws IOException, JsonRpc.RpcError {
    return l1.rpc()
        .call(
            "eth_getLogs",
            java.util.Map.of(
                "fromBlock",
                "0x0",
                "toBlock",
                "latest",
                "address",
                l1.rollup().toString(),
                "topics",
                List.of(topic.toHexString())));
  }

  private static long lastWord(final String topic) {
    return Bytes.fromHexString(topic).slice(24).toLong();
  }

  /** No batch is missing in L1's sequences and none is there twice. */
  static void assertEachBatchSequencedOnce(final L1Network l1, final long firstBatch)
      throws IOException, JsonRpc.RpcError {
    final long before = l1.lastBatchSequenced();
    final List<Sequence> all = new ArrayList<>(sequences(l1));
    for (final JsonNode log : logs(l1, FORCED_SEQUENCE_TOPIC)) {
      // Of the scenarios' strangers, who take one batch each.
      final long batch = lastWord(log.path("topics").path(1).asText());
      all.add(new Sequence(Long.decode(log.path("blockNumber").asText()), batch, batch));
    }
    all.sort(Comparator.comparingLong(Sequence::lastBatch));
    long next = firstBatch;
    for (final Sequence sequence : all) {
      assertThat(sequence.firstBatch()).as("first batch of %s", sequence).isEqualTo(next);
      next = sequence.lastBatch() + 1;
    }
    // L1 goes on while it is asked.
    assertThat(next - 1).isBetween(before, l1.lastBatchSequenced());
  }

  /** Ids of the operational events in a state database, oldest first. */
  static List<String> events(final String jdbcUrl) throws SQLException {
    final List<String> ids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", "");
        PreparedStatement statement =
            connection.prepareStatement("SELECT event_id FROM state.event ORDER BY id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /** The metric's value, by its name as on the reference page. */
  static double metric(final URI page, final String name) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      final String text =
          http.send(
                  HttpRequest.newBuilder(page).timeout(METRICS_TIMEOUT).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return text.lines()
          .filter(line -> line.startsWith("zknode_" + name + " "))
          .map(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1).strip()))
          .findFirst()
          .orElseThrow(
              () ->
                  new AssertionError(
                      "no metric %s on %s, only:%n%s"
                          .formatted(
                              name,
                              page,
                              text.lines()
                                  .filter(line -> line.startsWith("zknode_"))
                                  .collect(Collectors.joining("\n")))));
    }
  }
}
