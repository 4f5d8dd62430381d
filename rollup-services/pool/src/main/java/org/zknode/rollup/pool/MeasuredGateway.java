/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import org.zknode.eth.SignedTransaction;

/** Tells {@link TransactionLatency} of every transaction that the gateway behind it takes. */
public record MeasuredGateway(TransactionGateway gateway, TransactionLatency latency)
    implements TransactionGateway {
  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    final boolean begun = latency.arrived(transaction.raw());
    boolean taken = false;
    try {
      gateway.submit(transaction);
      taken = true;
    } finally {
      if (begun && !taken) {
        latency.forget(transaction.raw());
      }
    }
  }
}
