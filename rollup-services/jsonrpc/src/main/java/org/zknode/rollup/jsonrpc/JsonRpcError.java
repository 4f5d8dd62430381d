/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The error object of an answer.
 *
 * @param data a missing node when there is none
 */
public record JsonRpcError(long code, String message, JsonNode data) {
  static JsonRpcError of(final JsonNode error) {
    return new JsonRpcError(
        error.path("code").asLong(), error.path("message").asText(), error.path("data"));
  }
}
