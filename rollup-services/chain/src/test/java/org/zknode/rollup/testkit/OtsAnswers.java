/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Anvil's answers to {@link TracedChain#questions}, recorded once and compared with anvil's
 * wherever it runs, so that a node on another engine is held to the same; and what is left out of
 * every comparison.
 */
public final class OtsAnswers {
  /** Of the package of this class. */
  public static final String RESOURCE = "ots-answers.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Calls that anvil leaves out of its traces, and Otterscan knows. */
  private static final Set<String> NOT_ANVILS = Set.of("CREATE", "CREATE2", "SELFDESTRUCT");

  /**
   * Other values on another chain, whose genesis differs; anvil's size; blooms, which logs tell.
   */
  private static final List<String> OF_THE_CHAIN =
      List.of(
          "hash",
          "parentHash",
          "stateRoot",
          "blockHash",
          "mixHash",
          "parentBeaconBlockRoot",
          "miner",
          "logsBloom",
          "size");

  private OtsAnswers() {}

  /** In the order of the questions. */
  public static List<JsonNode> recorded() throws IOException {
    try (InputStream in = OtsAnswers.class.getResourceAsStream(RESOURCE)) {
      final List<JsonNode> answers = new ArrayList<>();
      MAPPER.readTree(in).forEach(answers::add);
      return answers;
    }
  }

  /** As text for the resource. */
  public static byte[] recording(final List<JsonNode> answers) throws IOException {
    final List<String> lines = new ArrayList<>();
    for (final JsonNode answer : answers) {
      lines.add(MAPPER.writeValueAsString(answer));
    }
    return "[%s]%n".formatted(String.join(",\n", lines)).getBytes(StandardCharsets.UTF_8);
  }

  /** A result as it goes over the wire, without what anvil and this project say differently. */
  public static JsonNode comparable(final TracedChain.Question question, final Object result)
      throws IOException {
    final JsonNode json = MAPPER.readTree(MAPPER.writeValueAsBytes(result));
    if (json instanceof ArrayNode trace && question.method().equals("ots_traceTransaction")) {
      final ArrayNode common = MAPPER.createArrayNode();
      trace.forEach(
          call -> {
            if (!NOT_ANVILS.contains(call.path("type").asText())) {
              common.add(call);
            }
          });
      return common;
    }
    if (question.method().equals("ots_searchTransactionsAfter")) {
      // Anvil turns the blocks round, and not the transactions of each.
      byHash((ObjectNode) json, "txs", "hash");
      byHash((ObjectNode) json, "receipts", "transactionHash");
    }
    if (question.method().equals("ots_searchTransactionsBefore")
        && question.params().get(1).equals(1)) {
      // Anvil does not see that nothing is before block 1.
      ((ObjectNode) json).remove("lastPage");
    }
    // Anvil counts the page's; a blob's price means nothing without blobs.
    json.findParents("blobGasPrice").forEach(each -> ((ObjectNode) each).remove("blobGasPrice"));
    json.path("receipts").forEach(each -> each.path("logs").forEach(OtsAnswers::withoutTime));
    if (json.path("fullblock") instanceof ObjectNode block) {
      block.remove("transactionCount");
    }
    return json;
  }

  private static void byHash(final ObjectNode page, final String list, final String hash) {
    final List<JsonNode> sorted = new ArrayList<>();
    page.path(list).forEach(sorted::add);
    sorted.sort(Comparator.comparing(each -> each.path(hash).asText()));
    page.putArray(list).addAll(sorted);
  }

  private static void withoutTime(final JsonNode log) {
    ((ObjectNode) log).remove("blockTimestamp");
  }

  /** Path and both values of whatever is not the same. */
  public static List<String> differences(
      final TracedChain.Question question, final JsonNode expected, final JsonNode actual) {
    final List<String> found = new ArrayList<>();
    compare("%s%s".formatted(question.method(), question.params()), expected, actual, found);
    return found;
  }

  private static void compare(
      final String path, final JsonNode expected, final JsonNode actual, final List<String> found) {
    if (expected.isObject() && actual.isObject()) {
      final Set<String> names = new TreeSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      actual.fieldNames().forEachRemaining(names::add);
      names.forEach(
          name -> compare(path + "." + name, expected.path(name), actual.path(name), found));
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", expected.get(i), actual.get(i), found);
      }
    } else if (!expected.equals(actual)) {
      found.add("%s: expected %s, got %s".formatted(path, text(expected), text(actual)));
    }
  }

  private static String text(final JsonNode json) {
    return json.isMissingNode() ? "nothing" : json.toString();
  }

  /** The same without what is another one on a chain with another genesis. */
  public static JsonNode onAnyChain(final JsonNode comparable) {
    final JsonNode json = comparable.deepCopy();
    for (final String field : OF_THE_CHAIN) {
      // A transaction has its hash on every chain, a block does not.
      json.findParents(field).stream()
          .filter(each -> !field.equals("hash") || each.has("stateRoot"))
          .forEach(each -> ((ObjectNode) each).remove(field));
    }
    return json;
  }
}
