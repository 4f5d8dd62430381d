/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a JSON-RPC 2.0 answer says, read while it arrives.
 *
 * @param id empty when it has none
 * @param error the error object
 * @param result empty when there is none; JSON null is what the reader makes of it
 */
record JsonRpcAnswer<T>(String id, Optional<JsonNode> error, Optional<T> result) {
  /**
   * @throws IOException it ends early, is no JSON object, or its result is not what the reader
   *     expects
   */
  static <T> JsonRpcAnswer<T> read(
      final ObjectMapper json, final JsonParser parser, final ResultReader<T> reader)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    String id = "";
    Optional<JsonNode> error = Optional.empty();
    Optional<T> result = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      final String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "id" -> id = json.<JsonNode>readTree(parser).asText();
        case "error" ->
            error = Optional.of(json.<JsonNode>readTree(parser)).filter(JsonNode::isObject);
        case "result" -> result = Optional.of(reader.read(parser));
        default -> parser.skipChildren();
      }
    }
    // To the end of the body, so that its connection can be used again.
    if (parser.nextToken() != null) {
      throw new IOException("more than one JSON object");
    }
    return new JsonRpcAnswer<>(id, error, result);
  }

  /** The error object as an exception. */
  static JsonRpcErrorException failure(
      final String endpoint, final String method, final JsonNode error) {
    return new JsonRpcErrorException(
        endpoint,
        method,
        error.path("code").asLong(),
        message(error),
        revertData(error.path("data")));
  }

  private static Bytes revertData(final JsonNode data) {
    // Some nodes put the data one level deeper: {"data": {"data": "0x..."}}.
    final String text = data.isObject() ? data.path("data").asText() : data.asText();
    try {
      return text.startsWith("0x") ? Bytes.fromHexString(text) : Bytes.EMPTY;
    } catch (final IllegalArgumentException notHex) {
      return Bytes.EMPTY;
    }
  }

  /** With the data when that is text: some nodes put the reason of a refusal there. */
  private static String message(final JsonNode error) {
    final String message = error.path("message").asText();
    final String data = error.path("data").asText();
    return data.isEmpty() || data.startsWith("0x") ? message : message + ": " + data;
  }
}
