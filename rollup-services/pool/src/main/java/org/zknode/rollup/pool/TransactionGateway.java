/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import org.zknode.eth.SignedTransaction;

/**
 * Where a user's transaction goes on this node: into the pool DB after admission, or on to the node
 * that has one. When {@link #submit} returns, the transaction is stored durably.
 */
public interface TransactionGateway {
  void submit(SignedTransaction transaction) throws PoolRejectedException;
}
