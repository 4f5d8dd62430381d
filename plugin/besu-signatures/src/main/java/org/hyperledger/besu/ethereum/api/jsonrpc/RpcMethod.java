/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public enum RpcMethod {
  ;

  public static boolean rpcMethodExists(String rpcMethodName) {
    throw new DeclarationOnly();
  }
}
