/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods;

import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface JsonRpcMethod {
  JsonRpcResponse response(JsonRpcRequestContext requestContext);
}
