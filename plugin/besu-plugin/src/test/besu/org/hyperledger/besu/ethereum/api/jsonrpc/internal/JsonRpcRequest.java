/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal;

/** Stands for Besu's in unit tests. */
public class JsonRpcRequest {
  private final String method;
  private final Object[] params;

  public JsonRpcRequest(final String version, final String method, final Object[] params) {
    this.method = method;
    this.params = params.clone();
  }

  public String getMethod() {
    return method;
  }

  public Object[] getParams() {
    return params.clone();
  }
}
