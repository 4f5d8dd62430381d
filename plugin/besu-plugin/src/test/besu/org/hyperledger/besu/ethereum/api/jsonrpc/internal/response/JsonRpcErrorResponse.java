/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.response;

/** Stands for Besu's in unit tests. */
public class JsonRpcErrorResponse implements JsonRpcResponse {
  private final JsonRpcError error;

  public JsonRpcErrorResponse(final JsonRpcError error) {
    this.error = error;
  }

  public JsonRpcError getError() {
    return error;
  }
}
