/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One call of a batch.
 *
 * @param params what Jackson can serialize
 */
public record JsonRpcCall(String method, List<?> params) {
  /**
   * What one call of a batch came to.
   *
   * @param result a missing node when there is none
   */
  public record Reply(JsonNode result, Optional<JsonRpcError> error) {}

  public static JsonRpcCall of(final String method, final Object... params) {
    return new JsonRpcCall(method, List.of(params));
  }
}
