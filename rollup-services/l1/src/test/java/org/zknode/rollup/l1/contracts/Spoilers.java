/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** Makes other answers of an endpoint's honest ones. */
final class Spoilers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Spoilers() {}

  private static ObjectNode parse(final Answer answer) throws Exception {
    return (ObjectNode) JSON.readTree(answer.body());
  }

  static Spoiler results(final String method, final UnaryOperator<JsonNode> change) {
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

  static Spoiler logs(final Consumer<ArrayNode> change) {
    return results(
        "eth_getLogs",
        result -> {
          change.accept((ArrayNode) result);
          return result;
        });
  }

  static Spoiler eachLog(final Consumer<ObjectNode> change) {
    return logs(logs -> logs.forEach(log -> change.accept((ObjectNode) log)));
  }

  static Spoiler text(final String method, final UnaryOperator<String> change) {
    return (called, params, honest) ->
        called.equals(method) ? new Answer(200, change.apply(honest.body())) : honest;
  }

  static Spoiler always(final Answer answer) {
    return (method, params, honest) -> answer;
  }

  static Spoiler on(final String method, final Answer answer) {
    return (called, params, honest) -> called.equals(method) ? answer : honest;
  }

  static Spoiler inputs(final UnaryOperator<String> change) {
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
}
