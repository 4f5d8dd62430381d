/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Optional;
import java.util.function.Supplier;
import org.zknode.eth.SignedTransaction;

/**
 * Takes no transactions while blocks are not built for a reason that the senders should know.
 *
 * @param refusal empty while blocks are built
 */
public record LaggingGateway(TransactionGateway gateway, Supplier<Optional<String>> refusal)
    implements TransactionGateway {
  @Override
  public void submit(final SignedTransaction transaction) throws PoolRejectedException {
    final Optional<String> reason = refusal.get();
    if (reason.isPresent()) {
      throw RefusalReason.UNAVAILABLE.with(
          "this node cannot take transactions now, try again later: " + reason.get());
    }
    gateway.submit(transaction);
  }
}
