/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * What a JSON-RPC 2.0 answer says, read while it arrives.
 *
 * @param id empty when it has none
 * @param error the error object
 * @param result empty when there is none; JSON null is what the reader makes of it
 */
record JsonRpcAnswer<T>(String id, Optional<JsonRpcError> error, Optional<T> result) {
  /**
   * @throws NotJsonRpcException it is no JSON object
   * @throws IOException it ends early, or its result is not what the reader expects
   */
  static <T> JsonRpcAnswer<T> read(
      final ObjectMapper json, final JsonParser parser, final ResultReader<T> reader)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new NotJsonRpcException("no JSON object");
    }
    String id = "";
    Optional<JsonRpcError> error = Optional.empty();
    Optional<T> result = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      final String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "id" -> id = json.<JsonNode>readTree(parser).asText();
        case "error" ->
            error =
                Optional.of(json.<JsonNode>readTree(parser))
                    .filter(JsonNode::isObject)
                    .map(JsonRpcError::of);
        case "result" -> result = Optional.of(reader.read(parser));
        default -> parser.skipChildren();
      }
    }
    // To the end of the body, so that its connection can be used again.
    if (parser.nextToken() != null) {
      throw new NotJsonRpcException("more than one JSON object");
    }
    return new JsonRpcAnswer<>(id, error, result);
  }

  static final class NotJsonRpcException extends IOException {
    private static final long serialVersionUID = 1L;

    NotJsonRpcException(final String message) {
      super(message);
    }
  }
}
