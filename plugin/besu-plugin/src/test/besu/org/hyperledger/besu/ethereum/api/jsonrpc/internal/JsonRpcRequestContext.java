/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal;

/** Stands for Besu's in unit tests. */
public class JsonRpcRequestContext {
  private final JsonRpcRequest request;

  public JsonRpcRequestContext(final JsonRpcRequest request) {
    this.request = request;
  }

  public JsonRpcRequest getRequest() {
    return request;
  }
}
