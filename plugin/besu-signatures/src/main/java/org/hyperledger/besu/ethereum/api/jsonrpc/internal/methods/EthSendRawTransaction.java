/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods;

import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class EthSendRawTransaction implements JsonRpcMethod {
  public EthSendRawTransaction(TransactionPool transactionPool) {
    throw new DeclarationOnly();
  }

  @Override
  public JsonRpcResponse response(JsonRpcRequestContext requestContext) {
    throw new DeclarationOnly();
  }
}
