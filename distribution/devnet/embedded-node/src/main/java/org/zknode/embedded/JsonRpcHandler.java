/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;

/** JSON-RPC 2.0: request text in, response text out; single calls and batches. */
final class JsonRpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(JsonRpcHandler.class);

  /** Calls in one batch; ethers and web3 send fewer. */
  static final int MAX_BATCH = 20;

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INTERNAL_ERROR = -32603;

  private final ObjectMapper mapper;
  private final EthereumMethods ethereum;
  private final Map<String, RpcMethod> own;

  JsonRpcHandler(
      final ObjectMapper mapper, final EthereumMethods ethereum, final Map<String, RpcMethod> own) {
    this.mapper = mapper;
    this.ethereum = ethereum;
    this.own = Map.copyOf(own);
  }

  /** The response as JSON; empty when there is nothing to answer (notifications). */
  byte[] handle(final byte[] request) throws IOException {
    final JsonNode json;
    try {
      json = mapper.readTree(request);
    } catch (final JsonProcessingException e) {
      return mapper.writeValueAsBytes(
          error(null, PARSE_ERROR, "parse error: " + e.getOriginalMessage(), null));
    }
    if (!json.isArray()) {
      return json.isObject() && !json.has("id") && json.has("method")
          ? new byte[0]
          : mapper.writeValueAsBytes(single(json));
    }
    if (json.isEmpty() || json.size() > MAX_BATCH) {
      return mapper.writeValueAsBytes(
          error(
              null,
              INVALID_REQUEST,
              "a batch has 1 to %d calls, got %d".formatted(MAX_BATCH, json.size()),
              null));
    }
    final ArrayNode responses = mapper.createArrayNode();
    for (final JsonNode call : json) {
      responses.add(single(call));
    }
    return mapper.writeValueAsBytes(responses);
  }

  private ObjectNode single(final JsonNode call) {
    final JsonNode id = call.get("id");
    final JsonNode params = call.path("params");
    if (!call.path("method").isTextual()
        || !(params.isMissingNode() || params.isNull() || params.isArray())) {
      return error(
          id, INVALID_REQUEST, "a call needs a text method and, if any, a params array", null);
    }
    final String method = call.get("method").asText();
    try {
      final List<Object> values =
          params.isArray()
              ? mapper.convertValue(params, new TypeReference<List<Object>>() {})
              : List.of();
      final ObjectNode response = envelope(id);
      response.set("result", mapper.valueToTree(call(method, values)));
      return response;
    } catch (final RpcReplyException e) {
      return error(id, e.code(), e.getMessage(), e.anvilsData());
    } catch (final RpcException e) {
      return error(id, e.code(), e.getMessage(), e.data().map(TextNode::valueOf).orElse(null));
    } catch (final RuntimeException e) {
      LOG.warn("{} failed", method, e);
      return error(id, INTERNAL_ERROR, "internal error: " + e.getMessage(), null);
    }
  }

  private Object call(final String method, final List<Object> params) throws RpcException {
    final RpcMethod mine = own.get(method);
    if (mine != null) {
      return mine.call(params);
    }
    if (ethereum.has(method)) {
      return ethereum.call(method, params);
    }
    throw new RpcException(
        METHOD_NOT_FOUND, "the method %s does not exist/is not available".formatted(method));
  }

  private ObjectNode envelope(final JsonNode id) {
    final ObjectNode response = mapper.createObjectNode();
    response.put("jsonrpc", "2.0");
    response.set("id", id == null ? JsonNodeFactory.instance.nullNode() : id);
    return response;
  }

  private ObjectNode error(
      final JsonNode id, final int code, final String message, final JsonNode data) {
    final ObjectNode response = envelope(id);
    final ObjectNode error = response.putObject("error");
    error.put("code", code).put("message", message);
    if (data != null && !data.isNull()) {
      error.set("data", data);
    }
    return response;
  }
}
