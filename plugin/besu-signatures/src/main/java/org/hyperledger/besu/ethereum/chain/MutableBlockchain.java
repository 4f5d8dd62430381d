/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.chain;

import java.util.List;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.Block;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface MutableBlockchain extends Blockchain {
  default void appendBlock(Block block, List<TransactionReceipt> receipts) {
    throw new DeclarationOnly();
  }

  void setFinalized(Hash blockHash);

  void setSafeBlock(Hash blockHash);
}
