/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.worldstate;

import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface WorldState extends WorldView, AutoCloseable {
  Hash rootHash();

  Hash frontierRootHash();

  Stream<StreamableAccount> streamAccounts(Bytes32 startKeyHash, int limit);

  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  class StreamableAccount {
    protected StreamableAccount() {}
  }

  @Override
  default void close() throws Exception {
    throw new DeclarationOnly();
  }
}
