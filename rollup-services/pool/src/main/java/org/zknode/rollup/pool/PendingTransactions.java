/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * What is sent and not in a block yet, whichever node took it. Every method may throw {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface PendingTransactions {
  /** As {@code eth_getTransactionByHash} shows it; empty when it is dead or unknown. */
  Optional<Map<String, Object>> find(Bytes32 hash);

  /**
   * The sender's next nonce behind its pending transactions without a gap.
   *
   * @param latest its nonce after the head block
   */
  long nextNonce(Address sender, long latest);

  /** A node that takes no transactions knows none. */
  static PendingTransactions none() {
    return new PendingTransactions() {
      @Override
      public Optional<Map<String, Object>> find(final Bytes32 hash) {
        return Optional.empty();
      }

      @Override
      public long nextNonce(final Address sender, final long latest) {
        return latest;
      }
    };
  }
}
