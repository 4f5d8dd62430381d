/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.rpc.RpcException;

/** The host's own calls that {@code eth_sendRawTransactionSync} is made of. */
public interface HostTransactions {
  /**
   * What the host does at {@code eth_sendRawTransaction}.
   *
   * @param raw the transaction in hex
   * @return its hash
   * @throws RpcException the host's error for that call
   */
  Bytes32 send(String raw) throws RpcException;

  /**
   * What the host answers to {@code eth_getTransactionReceipt}, for its own JSON-RPC.
   *
   * @return empty when the transaction is in no block of the host's chain
   * @throws org.zknode.rollup.service.TemporaryException the chain cannot be read now
   */
  Optional<Object> receipt(Bytes32 hash);

  /** How many callers may wait at the same time: each may hold a thread of the host. */
  int maxWaiting();

  /** A host that has no such calls. */
  static HostTransactions none() {
    return new HostTransactions() {
      @Override
      public Bytes32 send(final String raw) throws RpcException {
        throw new RpcException(RpcException.DEFAULT, "this node's host takes no transactions");
      }

      @Override
      public Optional<Object> receipt(final Bytes32 hash) {
        return Optional.empty();
      }

      @Override
      public int maxWaiting() {
        return 1;
      }
    };
  }
}
