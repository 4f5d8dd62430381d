/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods;

import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.api.query.BlockchainQueries;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class EthGetTransactionReceipt implements JsonRpcMethod {
  public EthGetTransactionReceipt(
      BlockchainQueries blockchainQueries, ProtocolSchedule protocolSchedule) {
    throw new DeclarationOnly();
  }

  @Override
  public JsonRpcResponse response(JsonRpcRequestContext requestContext) {
    throw new DeclarationOnly();
  }
}
