/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.List;
import java.util.Map;
import org.zknode.rollup.pool.HostPool;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.TransactionGateway;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.sync.HostTransactions;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.ZksConnectionHandler;

/**
 * One node with its roles, on whatever host: Besu's plugin or the embedded node. Made by {@code
 * RollupNodeFactory}; the host then connects devp2p, JSON-RPC and metrics to it.
 */
public interface RollupNode extends AutoCloseable {

  /** What the host offers on devp2p; fixed from creation on. */
  List<CapabilityOffer> zksCapabilities();

  /** The host reports connections and messages there, also before {@link #start}. */
  ZksConnectionHandler zksHandler();

  /** JSON-RPC methods by full name, for instance {@code zkevm_batchNumber}. */
  Map<String, RpcMethod> rpcMethods();

  /** Where the host sends a user's raw transactions. */
  TransactionGateway gateway();

  /**
   * From the start on, shows in the host's pool what is in the pool DB; nothing on a node without
   * one.
   *
   * @throws IllegalStateException the node has started
   */
  void mirrorPool(HostPool host);

  /**
   * The host's own calls for transactions; without them {@code eth_sendRawTransactionSync} answers
   * with an error.
   *
   * @throws IllegalStateException the node has started
   */
  void useTransactions(HostTransactions host);

  /** Users' transactions that are in no block yet, whichever node took them. */
  PendingTransactions pending();

  NodeStatus status();

  /**
   * Checks L1, contracts and databases, reconciles after a crash, starts the roles.
   *
   * @throws StartupException one clear sentence for the operator; nothing is left running
   */
  void start() throws StartupException;

  /** Stops all roles and waits until they are quiet. */
  @Override
  void close();
}
