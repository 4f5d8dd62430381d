/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.exception;

import org.hyperledger.besu.plugin.services.rpc.RpcMethodError;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class PluginRpcEndpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PluginRpcEndpointException(RpcMethodError rpcMethodError) {
    throw new DeclarationOnly();
  }

  public PluginRpcEndpointException(RpcMethodError rpcMethodError, String data) {
    throw new DeclarationOnly();
  }
}
