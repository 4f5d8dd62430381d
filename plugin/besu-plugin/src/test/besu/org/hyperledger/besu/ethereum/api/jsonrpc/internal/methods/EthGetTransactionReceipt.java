/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods;

import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcSuccessResponse;
import org.hyperledger.besu.ethereum.api.query.BlockchainQueries;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;

/** Stands for Besu's in unit tests: no block has any transaction. */
public class EthGetTransactionReceipt implements JsonRpcMethod {
  public EthGetTransactionReceipt(
      final BlockchainQueries queries, final ProtocolSchedule schedule) {}

  @Override
  public JsonRpcResponse response(final JsonRpcRequestContext context) {
    return new JsonRpcSuccessResponse(null);
  }
}
