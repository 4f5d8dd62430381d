/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.rlp.RLPInput;
import org.hyperledger.besu.ethereum.rlp.RLPOutput;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BlockHeader extends SealableBlockHeader
    implements org.hyperledger.besu.plugin.data.BlockHeader {
  protected BlockHeader() {}

  public static BlockHeader readFrom(RLPInput input, BlockHeaderFunctions blockHeaderFunctions) {
    throw new DeclarationOnly();
  }

  public void writeTo(RLPOutput out) {
    throw new DeclarationOnly();
  }

  public Hash getHash() {
    throw new DeclarationOnly();
  }
}
