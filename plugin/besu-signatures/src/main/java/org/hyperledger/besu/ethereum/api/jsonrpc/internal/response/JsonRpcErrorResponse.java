/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.response;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class JsonRpcErrorResponse implements JsonRpcResponse {
  protected JsonRpcErrorResponse() {}

  public JsonRpcError getError() {
    throw new DeclarationOnly();
  }
}
