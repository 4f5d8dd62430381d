/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.response;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class JsonRpcError {
  protected JsonRpcError() {}

  public int getCode() {
    throw new DeclarationOnly();
  }

  public String getMessage() {
    throw new DeclarationOnly();
  }

  public String getData() {
    throw new DeclarationOnly();
  }
}
