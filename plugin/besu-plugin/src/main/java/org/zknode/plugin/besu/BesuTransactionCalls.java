/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequest;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.JsonRpcRequestContext;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods.EthGetTransactionReceipt;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods.EthSendRawTransaction;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.methods.JsonRpcMethod;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcError;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcErrorResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcSuccessResponse;
import org.hyperledger.besu.ethereum.api.query.BlockchainQueries;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.sync.HostTransactions;

/**
 * Besu's own {@code eth_sendRawTransaction} and {@code eth_getTransactionReceipt}, called as its
 * JSON-RPC calls them: what one refuses, and how the other looks, is Besu's.
 */
public final class BesuTransactionCalls implements HostTransactions {
  /**
   * Besu has 20 threads for JSON-RPC, and each caller that waits holds one: the others stay free
   * for reads and for what comes without waiting.
   */
  static final int MAX_WAITING = 8;

  private static final String VERSION = "2.0";

  private final JsonRpcMethod sending;
  private final JsonRpcMethod receipts;

  public BesuTransactionCalls(final BesuController controller) {
    sending = new EthSendRawTransaction(controller.getTransactionPool());
    receipts =
        new EthGetTransactionReceipt(
            new BlockchainQueries(
                controller.getProtocolSchedule(),
                controller.getProtocolContext().getBlockchain(),
                controller.getProtocolContext().getWorldStateArchive(),
                controller.getMiningParameters()),
            controller.getProtocolSchedule());
  }

  @Override
  public Bytes32 send(final String raw) throws RpcException {
    return Bytes32.fromHexString((String) result(sending, "eth_sendRawTransaction", raw));
  }

  @Override
  public Optional<Object> receipt(final Bytes32 hash) {
    try {
      return Optional.ofNullable(result(receipts, "eth_getTransactionReceipt", hash.toHexString()));
    } catch (final RpcException e) {
      throw new EngineException("Besu gives no receipt: " + e.getMessage(), e);
    }
  }

  private static Object result(final JsonRpcMethod method, final String name, final String param)
      throws RpcException {
    final JsonRpcResponse answer =
        method.response(
            new JsonRpcRequestContext(new JsonRpcRequest(VERSION, name, new Object[] {param})));
    if (answer instanceof JsonRpcErrorResponse refused) {
      throw error(refused.getError());
    }
    if (answer instanceof JsonRpcSuccessResponse success) {
      return success.getResult();
    }
    throw new EngineException("Besu answers %s in a form of its own".formatted(name));
  }

  private static RpcException error(final JsonRpcError error) {
    return new RpcException(
        error.getCode(), error.getMessage(), Optional.ofNullable(error.getData()));
  }

  @Override
  public int maxWaiting() {
    return MAX_WAITING;
  }
}
