/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.embedded.EngineKit.ALICE;
import static org.zknode.embedded.EngineKit.BOB;
import static org.zknode.embedded.EngineKit.next;
import static org.zknode.embedded.EngineKit.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.AnnouncingEngine;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingJson;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.sync.SendRawTransactionSync;
import org.zknode.rollup.rpc.sync.SyncTimeouts;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.testkit.NonCanonical;

class HttpFrontTest {
  @TempDir Path directory;
  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<SignedTransaction> pool = new ArrayList<>();
  private final List<NodeStatus.Halt> halts = new ArrayList<>();
  private final InMemoryMetrics metrics = new InMemoryMetrics();
  private final NewBlocks blocks = new NewBlocks();
  private AnvilEngine engine;
  private HttpFront front;

  /** Of a pool DB that other nodes write to, too. */
  private final PendingTransactions pending =
      new PendingTransactions() {
        @Override
        public Optional<Map<String, Object>> find(final Bytes32 hash) {
          return pool.stream()
              .filter(transaction -> transaction.hash().equals(hash))
              .map(transaction -> PendingJson.of(transaction, engine.chainId()))
              .findAny();
        }

        @Override
        public long nextNonce(final Address sender, final long latest) {
          return latest
              + pool.stream()
                  .filter(
                      transaction ->
                          transaction.sender().equals(sender) && transaction.nonce() >= latest)
                  .count();
        }
      };

  /** A pool of one slot, so that a refusal can be seen. */
  private void admit(final SignedTransaction transaction) throws PoolRejectedException {
    if (transaction.nonce() > 5) {
      throw new PoolRejectedException("nonce too far ahead");
    }
    pool.add(transaction);
  }

  @BeforeEach
  void start() throws IOException {
    engine =
        new AnvilEngine(EngineKit.anvil(), EngineKit.genesis(directory), directory.resolve("data"));
    final EthereumMethods ethereum =
        new EthereumMethods(mapper, engine, this::admit, pending, () -> 3);
    final JsonRpcHandler rpc =
        new JsonRpcHandler(
            mapper,
            ethereum,
            Map.of(
                SendRawTransactionSync.NAME,
                new SendRawTransactionSync(
                        ethereum,
                        SyncTimeouts.DEFAULT,
                        engine,
                        pending,
                        blocks,
                        new Preconfirmations(blocks::wake),
                        metrics)
                    .methods()
                    .get(SendRawTransactionSync.NAME),
                "zkevm_echo",
                params -> params,
                "zkevm_fail",
                params -> {
                  throw new RpcException(-32602, "bad " + params, Optional.of("Retry-After: 15"));
                }));
    front = new HttpFront("127.0.0.1", 0, mapper, rpc, new Status(), metrics);
  }

  /** The state that the test sets. */
  private final class Status implements NodeStatus {
    @Override
    public void degraded(final String key, final String text) {}

    @Override
    public void recovered(final String key) {}

    @Override
    public void halt(final Halt halt) {
      halts.add(halt);
    }

    @Override
    public boolean isHalted() {
      return !halts.isEmpty();
    }

    @Override
    public Snapshot snapshot() {
      return new Snapshot(isHalted() ? State.HALTED : State.RUNNING, List.of(), halts);
    }
  }

  @AfterEach
  void stop() {
    front.close();
    engine.close();
    http.close();
  }

  private HttpResponse<String> send(final String method, final String path, final String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode raw(final String body) throws Exception {
    final HttpResponse<String> response = send("POST", "/", body);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    return mapper.readTree(response.body());
  }

  private JsonNode call(final String method, final Object... params) throws Exception {
    return raw(
        mapper.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", 7, "method", method, "params", List.of(params))));
  }

  private String result(final String method, final Object... params) throws Exception {
    final JsonNode response = call(method, params);
    assertThat(response.has("error")).as("%s", response).isFalse();
    return response.get("result").asText();
  }

  @Test
  void readsAreServedAndTagsStandForOurBlocks() throws Exception {
    for (int i = 0; i < 5; i++) {
      engine.extend(
          next(engine.head()),
          List.of(transfer(ALICE, i, BOB.address(), BigInteger.ONE)),
          Optional.empty());
    }
    engine.setSafeAndFinalized(4, 2);
    assertThat(result("eth_chainId")).isEqualTo("0x3e9");
    assertThat(result("net_version")).isEqualTo("1001");
    assertThat(result("net_peerCount")).isEqualTo("0x3");
    assertThat(result("eth_blockNumber")).isEqualTo("0x5");
    for (final Map.Entry<String, Long> tag :
        Map.of("latest", 5L, "safe", 4L, "finalized", 2L, "earliest", 0L).entrySet()) {
      final JsonNode block = call("eth_getBlockByNumber", tag.getKey(), false).get("result");
      assertThat(block.get("hash").asText())
          .as(tag.getKey())
          .isEqualTo(engine.block(tag.getValue()).get().hash().toHexString());
    }
    assertThat(result("eth_getTransactionCount", ALICE.address().toString(), "finalized"))
        .isEqualTo("0x2");
    final JsonNode logs = call("eth_getLogs", Map.of("fromBlock", "safe", "toBlock", "latest"));
    assertThat(logs.get("result").isArray()).isTrue();
  }

  /** In the words that wallets look for. */
  @Test
  void aGasEstimateNeedsTheFundsThatAreSent() throws Exception {
    final String nobody = "0x00000000000000000000000000000000000000ff";
    final JsonNode refused =
        call("eth_estimateGas", Map.of("from", nobody, "to", nobody, "value", "0x1"));
    assertThat(refused.at("/error/code").asInt()).isEqualTo(-32000);
    assertThat(refused.at("/error/message").asText()).isEqualTo("insufficient funds for transfer");
    assertThat(result("eth_estimateGas", Map.of("from", nobody, "to", nobody))).isEqualTo("0x5208");
    assertThat(
            result(
                "eth_estimateGas",
                Map.of("from", ALICE.address().toString(), "to", nobody, "value", "0x1")))
        .isEqualTo("0x5208");
    final JsonNode tooLong =
        call("eth_estimateGas", Map.of("from", nobody, "data", "0x" + "00".repeat(49_153)));
    assertThat(tooLong.at("/error/message").asText()).contains("max initcode size exceeded");
  }

  @Test
  void transactionsGoToTheGatewayAndCountAsPending() throws Exception {
    final Bytes first = transfer(ALICE, 0, BOB.address(), BigInteger.ONE);
    final Bytes second = transfer(ALICE, 1, BOB.address(), BigInteger.ONE);
    assertThat(result("eth_sendRawTransaction", first.toHexString()))
        .isEqualTo(Keccak256.hash(first).toHexString());
    assertThat(result("eth_sendRawTransaction", second.toHexString()))
        .isEqualTo(Keccak256.hash(second).toHexString());
    assertThat(pool).extracting(SignedTransaction::raw).containsExactly(first, second);
    final String alice = ALICE.address().toString();
    assertThat(result("eth_getTransactionCount", alice, "pending")).isEqualTo("0x2");
    assertThat(result("eth_getTransactionCount", alice, "latest")).isEqualTo("0x0");
    final JsonNode pending =
        call("eth_getTransactionByHash", Keccak256.hash(second).toHexString()).get("result");
    assertThat(pending.get("from").asText()).isEqualTo(alice);
    assertThat(pending.get("blockNumber").isNull()).isTrue();
    engine.extend(next(engine.head()), List.of(first, second), Optional.empty());
    assertThat(result("eth_getTransactionCount", alice, "pending")).isEqualTo("0x2");
    assertThat(
            call("eth_getTransactionByHash", Keccak256.hash(second).toHexString())
                .at("/result/blockNumber")
                .asText())
        .isEqualTo("0x1");
    final JsonNode refused =
        call(
            "eth_sendRawTransaction",
            transfer(ALICE, 6, BOB.address(), BigInteger.ONE).toHexString());
    assertThat(refused.at("/error/code").asInt()).isEqualTo(-32000);
    assertThat(refused.at("/error/message").asText()).isEqualTo("nonce too far ahead");
    final List<String> malformed = new ArrayList<>(List.of("0x1234", "zz", "0x"));
    NonCanonical.of(SignedTransaction.decode(first)).values().stream()
        .map(Bytes::toHexString)
        .forEach(malformed::add);
    for (final String bad : malformed) {
      assertThat(call("eth_sendRawTransaction", bad).at("/error/code").asInt())
          .as(bad)
          .isEqualTo(-32000);
    }
    assertThat(call("eth_sendRawTransaction").at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(pool).hasSize(2);
  }

  @Test
  void sendingAndWaitingGivesTheReceiptOfTheBlock() throws Exception {
    final Bytes first = transfer(ALICE, 0, BOB.address(), BigInteger.ONE);
    final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    final Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    answer.complete(call(SendRawTransactionSync.NAME, first.toHexString(), 10_000));
                  } catch (final Exception e) {
                    answer.completeExceptionally(e);
                  }
                });
    Awaitility.await().until(() -> pool.size() == 1);
    new AnnouncingEngine(engine, blocks)
        .extend(next(engine.head()), List.of(first), Optional.empty());
    final JsonNode receipt = answer.get(30, TimeUnit.SECONDS).get("result");
    caller.join();
    assertThat(receipt.get("blockNumber").asText()).isEqualTo("0x1");
    assertThat(receipt)
        .isEqualTo(
            call("eth_getTransactionReceipt", Keccak256.hash(first).toHexString()).get("result"));

    final Bytes second = transfer(ALICE, 1, BOB.address(), BigInteger.ONE);
    final JsonNode late = call(SendRawTransactionSync.NAME, second.toHexString(), 1).get("error");
    assertThat(late.get("code").asInt()).isEqualTo(4);
    assertThat(late.get("data").asText()).isEqualTo(Keccak256.hash(second).toHexString());
    final Bytes gap = transfer(ALICE, 3, BOB.address(), BigInteger.ONE);
    final JsonNode early = call(SendRawTransactionSync.NAME, gap.toHexString()).get("error");
    assertThat(early.get("code").asInt()).isEqualTo(5);
    assertThat(early.get("data").asText()).isEqualTo(Keccak256.hash(gap).toHexString());
    final Bytes refused = transfer(ALICE, 6, BOB.address(), BigInteger.ONE);
    assertThat(call(SendRawTransactionSync.NAME, refused.toHexString()))
        .isEqualTo(call("eth_sendRawTransaction", refused.toHexString()));
  }

  @Test
  void nothingThatChangesAnvilGetsThrough() throws Exception {
    for (final String method :
        List.of(
            "anvil_setBalance",
            "evm_mine",
            "evm_revert",
            "eth_sendTransaction",
            "eth_sendUnsignedTransaction",
            "eth_sign",
            "hardhat_reset",
            "anvil_rollback",
            "debug_traceTransaction",
            "no_such")) {
      assertThat(call(method).at("/error/code").asInt()).as(method).isEqualTo(-32601);
    }
    assertThat(engine.head().number()).isZero();
  }

  @Test
  void requestsAreAnsweredAsJsonRpcSays() throws Exception {
    assertThat(raw("{").at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(raw("[]").at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(raw("{\"id\":1,\"method\":3}").at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(raw("5").at("/error/code").asInt()).isEqualTo(-32600);
    final String one = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"eth_chainId\"}";
    final JsonNode batch = raw("[" + one + "," + one + "]");
    assertThat(batch).hasSize(2);
    assertThat(batch.get(1).get("id").asText()).isEqualTo("a");
    final String tooMany = "[" + one + ("," + one).repeat(20) + "]";
    assertThat(raw(tooMany).at("/error/message").asText()).contains("21");
    assertThat(call("zkevm_echo", 1, "x", List.of(true)).get("result").toString())
        .isEqualTo("[1,\"x\",[true]]");
    final JsonNode failed = call("zkevm_fail", 1);
    assertThat(failed.at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(failed.at("/error/data").asText()).isEqualTo("Retry-After: 15");
    assertThat(failed.get("id").asInt()).isEqualTo(7);
    assertThat(send("OPTIONS", "/", "").statusCode()).isEqualTo(204);
    assertThat(send("POST", "/", " ".repeat(HttpFront.MAX_BODY_BYTES + 1)).statusCode())
        .isEqualTo(413);
    assertThat(call("eth_getBalance", "nonsense", "latest").has("error")).isTrue();
  }

  @Test
  void healthAndMetricsAreShown() throws Exception {
    assertThat(send("GET", "/health", "").statusCode()).isEqualTo(200);
    halts.add(
        new NodeStatus.Halt(HaltCode.L1_CONTRADICTS, "synchronizer", "hashes differ", "block 5"));
    final HttpResponse<String> halted = send("GET", "/health", "");
    assertThat(halted.statusCode()).isEqualTo(503);
    assertThat(mapper.readTree(halted.body()).get("state").asText()).isEqualTo("HALTED");
    metrics.counter("batches", "Closed batches").add(3);
    metrics.counter("batches", "Closed batches").increment();
    metrics.gauge("peers", "Peers", () -> 2);
    metrics.gauges("reasons", "Reasons", "reason").add("disk", () -> 1);
    metrics.gauges("reasons", "Reasons", "reason").add("disk", () -> 0);
    final Metrics.Histograms seconds =
        metrics.histogram("seconds", "Seconds", Buckets.CALL, "call");
    List.of(0.0004, 0.02, 0.03, 99.0).forEach(seconds.of("read")::observe);
    assertThat(send("GET", "/metrics", "").body())
        .contains(
            "# TYPE zknode_seconds histogram\nzknode_seconds_bucket{call=\"read\",le=\"5.0E-4\"} 1\n")
        .contains("zknode_seconds_bucket{call=\"read\",le=\"0.02\"} 2\n")
        .contains("zknode_seconds_bucket{call=\"read\",le=\"10.0\"} 3\n")
        .contains("zknode_seconds_bucket{call=\"read\",le=\"+Inf\"} 4\n")
        .contains("zknode_seconds_sum{call=\"read\"} 99.05")
        .contains("zknode_seconds_count{call=\"read\"} 4\n")
        .contains("# TYPE zknode_batches_total counter\nzknode_batches_total 4\n")
        .contains("# TYPE zknode_reasons gauge\nzknode_reasons{reason=\"disk\"} 0.0\n")
        .contains("zknode_peers 2.0\n");
    assertThat(send("GET", "/other", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsNamed() {
    assertThatThrownBy(
            () -> new HttpFront("127.0.0.1", front.port(), mapper, null, new Status(), metrics))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + front.port());
  }
}
