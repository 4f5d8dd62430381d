/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.response;

/** Stands for Besu's in unit tests. */
public class JsonRpcSuccessResponse implements JsonRpcResponse {
  private final Object result;

  public JsonRpcSuccessResponse(final Object result) {
    this.result = result;
  }

  public Object getResult() {
    return result;
  }
}
