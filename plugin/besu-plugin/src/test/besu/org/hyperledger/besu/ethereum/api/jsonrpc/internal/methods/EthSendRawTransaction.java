/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods;

import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.eth.transactions.TransactionPool;

/** Stands for Besu's in unit tests: answers what the pool of the same unit test is told. */
public class EthSendRawTransaction implements JsonRpcMethod {
  private final TransactionPool pool;

  public EthSendRawTransaction(final TransactionPool pool) {
    this.pool = pool;
  }

  @Override
  public JsonRpcResponse response(final JsonRpcRequestContext context) {
    return pool.answer(context.getRequest());
  }
}
