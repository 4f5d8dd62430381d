/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.List;
import java.util.Optional;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BlockBody implements org.hyperledger.besu.plugin.data.BlockBody {
  public BlockBody(
      List<Transaction> transactions,
      List<BlockHeader> ommers,
      Optional<List<Withdrawal>> withdrawals) {
    throw new DeclarationOnly();
  }

  public List<Transaction> getTransactions() {
    throw new DeclarationOnly();
  }
}
