/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.zknode.rollup.l1.contracts.Spoilers.always;
import static org.zknode.rollup.l1.contracts.Spoilers.eachLog;
import static org.zknode.rollup.l1.contracts.Spoilers.inputs;
import static org.zknode.rollup.l1.contracts.Spoilers.logs;
import static org.zknode.rollup.l1.contracts.Spoilers.on;
import static org.zknode.rollup.l1.contracts.Spoilers.results;
import static org.zknode.rollup.l1.contracts.Spoilers.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** What endpoints do wrong: each fault by its name. */
final class L1Faults {
  private static final ObjectMapper JSON = new ObjectMapper();

  private L1Faults() {}

  static Map<String, Spoiler> byName() {
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
    all.put(
        "logs of another address",
        eachLog(log -> log.put("address", L1FaultsFixture.COINBASE.toString())));
    all.put("logs twice", logs(logs -> logs.addAll(logs.deepCopy())));
    all.put("logs removed", eachLog(log -> log.put("removed", true)));
    all.put("the first log missing", logs(L1Faults::removeFirst));
    all.put("a log in the middle missing", logs(L1Faults::removeMiddle));
    all.put("the last log missing", logs(logs -> removeLast(logs)));
    all.put(
        "another block hash",
        eachLog(log -> log.put("blockHash", Bytes32.repeat((byte) 0xbb).toHexString())));
    all.put("another block number", eachLog(L1Faults::nextBlock));
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

  static void removeFirst(final ArrayNode logs) {
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
}
