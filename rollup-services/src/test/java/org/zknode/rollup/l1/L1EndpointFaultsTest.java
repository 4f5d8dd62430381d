/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.L1Synchronizer;
import org.zknode.rollup.synchronizer.NodeKind;
import org.zknode.rollup.synchronizer.SyncProgress;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestStore;

/**
 * L1 endpoints that fail, lag, leave out, mix up and lie, over real HTTP: what is stored is what an
 * honest endpoint says, and no single one halts the node.
 */
class L1EndpointFaultsTest {
  private static final JsonRpcLimits LIMITS =
      new JsonRpcLimits(
          Duration.ofSeconds(2), 2, Duration.ofMillis(1), Duration.ofMillis(4), 200_000);

  private static final Address COINBASE =
      Address.fromHex("0x00000000000000000000000000000000000c0ffe");
  private static final Bytes FORCED = Bytes.fromHexString("0xdecaf0");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TestStore STORE = TestStore.open();
  private static final int MAX_STEPS = 200;

  private final FakeL1 l1 = new FakeL1();
  private final StateStore store = STORE.emptied();
  private final MutableClock clock = MutableClock.create();
  private final List<String> complaints = new ArrayList<>();

  @AfterAll
  static void close() {
    STORE.close();
  }

  // --- what happens on L1, and what a node must have of it

  private record Content(
      List<L1InfoLeaf> leaves,
      List<ForcedBatch> forced,
      List<VirtualBatch> virtual,
      Optional<VerifiedBatch> verified) {}

  private static Content content(final StateStore db) {
    return db.read(
        tx ->
            new Content(
                tx.l1InfoLeaves().upTo(Long.MAX_VALUE),
                tx.forcedBatches().from(1, 100),
                tx.virtualBatches().from(1, 100),
                tx.verifiedBatches().last()));
  }

  private void history() {
    l1.mine(2);
    l1.updateExitRoot(Bytes32.repeat((byte) 1), Bytes32.repeat((byte) 2));
    final L1Event.ForceBatch forced = l1.forceBatch(FORCED);
    l1.mine(3);
    l1.sequence(
        COINBASE,
        FakeL1.GENESIS_TIMESTAMP * 2,
        l1.l1InfoRoot(),
        List.of(ElderberryAbi.normalBatch(Bytes.of(1, 2, 3)), FakeL1.sequenced(forced)));
    l1.updateExitRoot(Bytes32.repeat((byte) 3), Bytes32.repeat((byte) 2));
    l1.sequence(COINBASE, Bytes.of(4, 5));
    l1.verify(2, Bytes32.repeat((byte) 7));
    l1.forceBatch(Bytes.of(9));
    l1.mine(2);
    l1.finalizeUpTo(l1.head(BlockTag.LATEST).number());
  }

  private void assertComplete() {
    final Content content = content(store);
    assertThat(content.leaves()).hasSize(2);
    assertThat(content.leaves().getLast().l1InfoRoot()).isEqualTo(l1.l1InfoRoot());
    assertThat(content.forced())
        .extracting(ForcedBatch::batchL2Data)
        .containsExactly(FORCED, Bytes.of(9));
    assertThat(content.virtual())
        .extracting(VirtualBatch::batchL2Data)
        .containsExactly(Bytes.of(1, 2, 3), FORCED, Bytes.of(4, 5));
    assertThat(content.virtual().getLast().accInputHash()).isEqualTo(l1.sequencedAccInputHash(3));
    assertThat(content.verified()).map(VerifiedBatch::number).contains(2L);
  }

  private L1Synchronizer synchronizer(final L1Client client, final BlockTag tag, final int range) {
    final ExecutionEngine never =
        (ExecutionEngine)
            java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionEngine.class},
                (proxy, method, args) -> {
                  throw new AssertionError("the L1 side must not touch the engine");
                });
    return new L1Synchronizer(
        store,
        client,
        L1RpcServer.config(tag),
        new L1Synchronizer.Fetching(range, 2),
        NodeKind.EXTERNAL,
        new ChainWriter(never, store),
        new SyncProgress(clock, SyncProgress.Report.NONE),
        clock);
  }

  private JsonRpcL1Client client(final BlockTag tag, final L1RpcServer... servers) {
    return new JsonRpcL1Client(L1RpcServer.config(tag, servers), LIMITS, Clock.systemUTC());
  }

  /** Until the head is reached; complaints are kept, and time passes with each. */
  private boolean run(final L1Synchronizer synchronizer) {
    for (int i = 0; i < MAX_STEPS; i++) {
      try {
        if (!synchronizer.step()) {
          return synchronizer.atHead();
        }
      } catch (final TemporaryException e) {
        complaints.add(e.getMessage());
        clock.advance(Duration.ofSeconds(1));
      }
    }
    return false;
  }

  // --- spoilers

  private static ObjectNode parse(final Answer answer) throws Exception {
    return (ObjectNode) JSON.readTree(answer.body());
  }

  private static Spoiler results(final String method, final UnaryOperator<JsonNode> change) {
    return (called, params, honest) -> {
      if (!called.equals(method)) {
        return honest;
      }
      final ObjectNode body = parse(honest);
      if (!body.has("result")) {
        return honest;
      }
      body.set("result", change.apply(body.get("result")));
      return new Answer(200, JSON.writeValueAsString(body));
    };
  }

  private static Spoiler logs(final Consumer<ArrayNode> change) {
    return results(
        "eth_getLogs",
        result -> {
          change.accept((ArrayNode) result);
          return result;
        });
  }

  private static Spoiler eachLog(final Consumer<ObjectNode> change) {
    return logs(logs -> logs.forEach(log -> change.accept((ObjectNode) log)));
  }

  private static Spoiler text(final String method, final UnaryOperator<String> change) {
    return (called, params, honest) ->
        called.equals(method) ? new Answer(200, change.apply(honest.body())) : honest;
  }

  private static Spoiler always(final Answer answer) {
    return (method, params, honest) -> answer;
  }

  private static Spoiler on(final String method, final Answer answer) {
    return (called, params, honest) -> called.equals(method) ? answer : honest;
  }

  private static Spoiler inputs(final UnaryOperator<String> change) {
    return (method, params, honest) -> {
      final Answer changed =
          results("eth_getTransactionByHash", node -> withInput(node, change))
              .spoil(method, params, honest);
      return changed;
    };
  }

  private static JsonNode withInput(final JsonNode node, final UnaryOperator<String> change) {
    if (node instanceof ObjectNode object) {
      object.put("input", change.apply(object.get("input").asText()));
    }
    return node;
  }

  /** An eth_call at old blocks fails, as where their state is pruned. */
  private static Spoiler prunedState(final Spoiler more) {
    return (method, params, honest) ->
        method.equals("eth_call") && !params.get(1).asText().equals("latest")
            ? Answer.error(-32000, "missing trie node 0xabc (path ) state 0xdef is not available")
            : more.spoil(method, params, honest);
  }

  static Map<String, Spoiler> faults() {
    final Map<String, Spoiler> all = new LinkedHashMap<>();
    all.put("C3 no index of transactions", on("eth_getTransactionByHash", Answer.result("null")));
    all.put("C4 no old logs", logs(ArrayNode::removeAll));
    for (final int status : List.of(401, 403, 404, 410, 429, 500, 503)) {
      all.put("C5 HTTP " + status, always(new Answer(status, "<html>no</html>")));
    }
    all.put(
        "C5 redirect", always(new Answer(302, "", Map.of("Location", "http://127.0.0.1:1/else"))));
    for (final String words :
        List.of(
            "eth_getLogs is not available on your plan",
            "pruned history unavailable",
            "header not found",
            "Monthly capacity limit exceeded",
            "Unauthorized: invalid API key",
            "daily request count exceeded, request rate limited")) {
      all.put("C5 all: " + words, always(Answer.error(-32000, words)));
      all.put("C5 logs: " + words, on("eth_getLogs", Answer.error(-32000, words)));
    }
    all.put("C5 403 with an error object", always(new Answer(403, error(-32600, "forbidden"))));
    all.put("C6 knows no blocks", on("eth_getBlockByNumber", Answer.result("null")));
    all.put("C7 another chain", on("eth_chainId", Answer.result("\"0x1\"")));
    all.put(
        "C9 address of 19 bytes",
        eachLog(log -> log.put("address", log.get("address").asText().substring(0, 40))));
    all.put(
        "C17 topic of 33 bytes",
        eachLog(log -> ((ArrayNode) log.get("topics")).add("0x" + "11".repeat(33))));
    all.put(
        "C17 batch number 0xff…ff",
        eachLog(
            log ->
                ((ArrayNode) log.get("topics"))
                    .set(1, JSON.getNodeFactory().textNode("0x" + "ff".repeat(32)))));
    all.put("C17 calldata 0x1234", inputs(input -> "0x1234"));
    all.put("calldata cut", inputs(input -> input.substring(0, input.length() - 66)));
    all.put(
        "calldata with another byte",
        inputs(input -> input.replace("0102030000", "0102040000").replace("decaf0", "decaf1")));
    all.put("no topics", eachLog(log -> log.putArray("topics")));
    all.put("five topics", eachLog(log -> moreTopics((ArrayNode) log.get("topics"))));
    all.put("data is no hex", eachLog(log -> log.put("data", "0xzz")));
    all.put("data of an odd length", eachLog(log -> log.put("data", "0x123")));
    all.put("data is missing", eachLog(log -> log.remove("data")));
    all.put("block number as a number", eachLog(log -> log.put("blockNumber", 5)));
    all.put("logs of another address", eachLog(log -> log.put("address", COINBASE.toString())));
    all.put("logs twice", logs(logs -> logs.addAll(logs.deepCopy())));
    all.put("logs removed", eachLog(log -> log.put("removed", true)));
    all.put("the first log missing", logs(L1EndpointFaultsTest::removeFirst));
    all.put("a log in the middle missing", logs(L1EndpointFaultsTest::removeMiddle));
    all.put("the last log missing", logs(logs -> removeLast(logs)));
    all.put(
        "another block hash",
        eachLog(log -> log.put("blockHash", Bytes32.repeat((byte) 0xbb).toHexString())));
    all.put("another block number", eachLog(L1EndpointFaultsTest::nextBlock));
    all.put("logs are null", on("eth_getLogs", Answer.result("null")));
    all.put("logs are an object", on("eth_getLogs", Answer.result("{\"a\":[]}")));
    all.put("a log is null", on("eth_getLogs", Answer.result("[null]")));
    all.put("truncated JSON", text("eth_getLogs", body -> body.substring(0, body.length() - 5)));
    all.put("a huge body", text("eth_getBlockByNumber", body -> body + " ".repeat(300_000)));
    all.put("HTML", always(new Answer(200, "<html><body>Welcome</body></html>")));
    all.put("nothing", always(new Answer(200, "")));
    all.put("an empty list", always(new Answer(200, "[]")));
    all.put("an error as a text", always(new Answer(200, "{\"id\":1,\"error\":\"no\"}")));
    all.put(
        "another request's id",
        always(new Answer(200, "{\"jsonrpc\":\"2.0\",\"id\":77777,\"result\":\"0x7a69\"}")));
    all.put(
        "blocks with another timestamp",
        results("eth_getBlockByHash", node -> ((ObjectNode) node).put("timestamp", "0x1")));
    all.put(
        "blocks without a hash",
        results("eth_getBlockByNumber", node -> ((ObjectNode) node).without("hash")));
    all.put("calls answer nothing", on("eth_call", Answer.result("\"0x\"")));
    all.put("calls answer zeros", on("eth_call", Answer.result("\"0x" + "00".repeat(384) + "\"")));
    all.put("calls answer ones", on("eth_call", Answer.result("\"0x" + "11".repeat(384) + "\"")));
    all.put(
        "verified with another state root",
        eachLog(
            log -> {
              if (log.get("topics")
                  .get(0)
                  .asText()
                  .equals(ElderberryAbi.VERIFY_BATCHES_TOPIC.toHexString())) {
                log.put("data", Bytes32.repeat((byte) 8).toHexString());
              }
            }));
    return all;
  }

  private static String error(final int code, final String words) {
    return Answer.error(code, words).body();
  }

  private static void moreTopics(final ArrayNode topics) {
    while (topics.size() < 5) {
      topics.add(Bytes32.ZERO.toHexString());
    }
  }

  private static void removeFirst(final ArrayNode logs) {
    if (!logs.isEmpty()) {
      logs.remove(0);
    }
  }

  private static void removeMiddle(final ArrayNode logs) {
    if (!logs.isEmpty()) {
      logs.remove(logs.size() / 2);
    }
  }

  private static void removeLast(final ArrayNode logs) {
    if (!logs.isEmpty()) {
      logs.remove(logs.size() - 1);
    }
  }

  private static void nextBlock(final ObjectNode log) {
    log.put("blockNumber", EthCalls.hex(Long.decode(log.get("blockNumber").asText()) + 1));
  }

  static List<String> names() {
    return List.copyOf(faults().keySet());
  }

  // --- the rows

  @ParameterizedTest
  @MethodSource("names")
  void oneHonestEndpointIsEnough(final String fault) {
    history();
    try (L1RpcServer bad = new L1RpcServer(l1, faults().get(fault));
        L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, bad, good)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThat(run(synchronizer)).as("%s", complaints).isTrue();
      assertComplete();
      assertThat(complaints).as("asked elsewhere in the same step").isEmpty();
      // And it goes on so.
      l1.updateExitRoot(Bytes32.repeat((byte) 5), Bytes32.repeat((byte) 2));
      assertThat(run(synchronizer)).isTrue();
      assertThat(content(store).leaves()).hasSize(3);
      assertThat(client.endpoints())
          .allSatisfy(health -> assertThat(health.lastError()).doesNotContain("secret"));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theOnlyEndpointMayFailForAWhile(final String fault) {
    history();
    final AtomicInteger calls = new AtomicInteger();
    final Spoiler spoiler = faults().get(fault);
    try (L1RpcServer bad =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    calls.incrementAndGet() <= 40
                        ? spoiler.spoil(method, params, honest)
                        : honest);
        JsonRpcL1Client client = client(BlockTag.LATEST, bad)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
      assertThat(complaints)
          .allSatisfy(text -> assertThat(text).contains("127.0.0.1:").doesNotContain("secret"));
    }
  }

  @Test
  void anEndpointWithoutOldLogsAndOldStateIsFoundAtTheHeadAndAllIsReadAgain() {
    history();
    final long old = l1.head(BlockTag.LATEST).number() - 1;
    final Spoiler noOldLogs =
        (method, params, honest) ->
            method.equals("eth_getLogs")
                    && Long.decode(params.get(0).get("fromBlock").asText()) < old
                ? Answer.result("[]")
                : honest;
    try (L1RpcServer pruned = new L1RpcServer(l1, prunedState(noOldLogs));
        L1RpcServer archive = new L1RpcServer(l1);
        JsonRpcL1Client alone = client(BlockTag.LATEST, pruned);
        JsonRpcL1Client both = client(BlockTag.LATEST, pruned, archive)) {
      final L1Synchronizer lonely = synchronizer(alone, BlockTag.LATEST, 3);
      assertThat(run(lonely)).as("it never believes to be at the head").isFalse();
      assertThat(complaints.getLast()).contains(pruned.name());
      assertThat(content(store).virtual()).isEmpty();
      assertThat(run(synchronizer(both, BlockTag.LATEST, 3))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void theBlockToStartFromIsNotOneEndpointsOnly() {
    history();
    final AtomicInteger calls = new AtomicInteger();
    final Spoiler fork =
        (method, params, honest) ->
            method.equals("eth_getBlockByNumber")
                    && params.get(0).asText().equals("0x0")
                    && calls.incrementAndGet() <= 3
                ? results(
                        method,
                        node ->
                            ((ObjectNode) node).put("hash", Bytes32.repeat((byte) 9).toString()))
                    .spoil(method, params, honest)
                : honest;
    try (L1RpcServer forked = new L1RpcServer(l1, fork);
        L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, forked, good)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining(forked.name())
          .hasMessageContaining("is another one than at another endpoint");
      assertThat(store.<Optional<L1BlockRef>>read(tx -> tx.l1Blocks().last())).isEmpty();
      assertThat(run(synchronizer)).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void whatEveryEndpointContradictsForLongHaltsWithEvidence() {
    history();
    try (L1RpcServer one = new L1RpcServer(l1, logs(L1EndpointFaultsTest::removeFirst));
        L1RpcServer two = new L1RpcServer(l1, logs(L1EndpointFaultsTest::removeFirst));
        JsonRpcL1Client client = client(BlockTag.LATEST, one, two)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("the node halts when that lasts for 300 s")
          .hasMessageContaining(one.name())
          .hasMessageContaining(two.name());
      clock.advance(Duration.ofMinutes(3));
      assertThatThrownBy(synchronizer::step).isInstanceOf(TemporaryException.class);
      clock.advance(Duration.ofMinutes(3));
      assertThatThrownBy(synchronizer::step).isInstanceOf(CriticalException.class);
      assertThat(content(store).virtual()).isEmpty();
    }
  }

  @Test
  void anEndpointThatIsSyncingIsWaitedFor() {
    history();
    try (L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client before = client(BlockTag.LATEST, good)) {
      assertThat(run(synchronizer(before, BlockTag.LATEST, 100))).isTrue();
    }
    final AtomicInteger calls = new AtomicInteger();
    try (L1RpcServer syncing =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    method.startsWith("eth_getBlock") && calls.incrementAndGet() < 200
                        ? Answer.result("null")
                        : honest);
        JsonRpcL1Client client = client(BlockTag.LATEST, syncing)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).isTrue();
      assertThat(complaints)
          .isNotEmpty()
          .allSatisfy(text -> assertThat(text).contains(syncing.name(), "still syncing"));
      assertComplete();
    }
  }

  @ParameterizedTest
  @MethodSource("noSafeBlock")
  void anL1WithoutASafeBlockIsSaidWithTheOptionThatHelps(final Answer answer) {
    history();
    try (L1RpcServer server =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    method.equals("eth_getBlockByNumber") && params.get(0).asText().equals("safe")
                        ? answer
                        : honest);
        JsonRpcL1Client client = client(BlockTag.SAFE, server)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.SAFE, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining(server.name() + ": it has no safe block")
          .hasMessageContaining("--plugin-zknode-l1-sync-tag=latest");
    }
  }

  static List<Answer> noSafeBlock() {
    return List.of(
        Answer.result("null"),
        Answer.error(-39001, "Unknown block"),
        Answer.error(-32000, "safe block not found"));
  }

  /** Sequences and forced batches come through other code than the rollup's. */
  private Spoiler indirect(final UnaryOperator<String> input) {
    return results(
        "eth_getTransactionByHash",
        node -> {
          final ObjectNode transaction = (ObjectNode) node;
          if (transaction.get("to").asText().equals(L1RpcServer.ROLLUP.toString())) {
            // An account with a delegation calls itself.
            transaction.put("to", transaction.get("from").asText());
            transaction.put("input", input.apply(transaction.get("input").asText()));
          }
          return transaction;
        });
  }

  private Spoiler traced(final String method, final Spoiler more) {
    return (called, params, honest) ->
        called.equals(method)
            ? Answer.result(trace(method, params.get(0).asText()))
            : more.spoil(called, params, honest);
  }

  private String trace(final String method, final String hash) throws Exception {
    final L1Event event =
        l1.events(0, l1.head(BlockTag.LATEST).number()).stream()
            .filter(found -> found.transactionHash().toHexString().equals(hash))
            .findFirst()
            .orElseThrow();
    final L1RpcServer.Transaction real = L1RpcServer.transactionOf(event);
    final Map<String, Object> inner =
        Map.of(
            "type", "CALL",
            "callType", "call",
            "from", real.from().toString(),
            "to", real.to().toString(),
            "input", real.input().toHexString());
    final Map<String, Object> failed = new LinkedHashMap<>(inner);
    failed.put("input", ForcedBatchAbi.forceBatch(Bytes.of(6), BigInteger.ZERO).toHexString());
    failed.put("error", "execution reverted");
    if (method.equals("trace_transaction")) {
      return JSON.writeValueAsString(
          List.of(Map.of("action", failed, "error", "Reverted"), Map.of("action", inner)));
    }
    return JSON.writeValueAsString(
        Map.of(
            "type",
            "CALL",
            "from",
            real.from().toString(),
            "to",
            real.from().toString(),
            "input",
            "0x",
            "calls",
            List.of(failed, inner)));
  }

  @Test
  void whatOtherContractsCarryInTheirCalldataIsReadWithoutATrace() {
    history();
    try (L1RpcServer server =
            new L1RpcServer(l1, indirect(input -> "0xb61d27f6" + input.substring(2) + "0000"));
        JsonRpcL1Client client = client(BlockTag.LATEST, server)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"debug_traceTransaction", "trace_transaction"})
  void whatTheCodeOfAnAccountForcesIsReadFromATraceOfAnyEndpoint(final String method) {
    history();
    try (L1RpcServer plain = new L1RpcServer(l1, indirect(input -> "0x"));
        L1RpcServer tracing = new L1RpcServer(l1, traced(method, indirect(input -> "0x")));
        JsonRpcL1Client alone = client(BlockTag.LATEST, plain);
        JsonRpcL1Client both = client(BlockTag.LATEST, plain, tracing)) {
      assertThat(run(synchronizer(alone, BlockTag.LATEST, 100))).isFalse();
      assertThat(complaints)
          .allSatisfy(
              text ->
                  assertThat(text)
                      .contains(
                          "forced batch 1 was forced by the code of an account (EIP-7702)",
                          "an L1 endpoint that has debug_traceTransaction"));
      assertThat(content(store).forced()).as("nothing unverified is stored").isEmpty();
      complaints.clear();
      assertThat(run(synchronizer(both, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void everyUrlOfAnotherChainIsRefusedAtTheStartByHostAndPort() {
    try (L1RpcServer good = new L1RpcServer(l1);
        L1RpcServer other = new L1RpcServer(l1, on("eth_chainId", Answer.result("\"0x1\"")));
        JsonRpcTransport transport =
            new JsonRpcTransport(
                List.of(good.url(), other.url()),
                LIMITS,
                java.util.OptionalLong.of(31_337),
                Clock.systemUTC())) {
      assertThatThrownBy(
              () -> L1ChainCheck.run(transport, L1RpcServer.config(BlockTag.LATEST, good, other)))
          .isInstanceOf(L1ConfigurationException.class)
          .hasMessageContaining(other.name() + " is not of L1: it is of chain 1, expected 31337")
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining(good.name());
    }
  }
}
