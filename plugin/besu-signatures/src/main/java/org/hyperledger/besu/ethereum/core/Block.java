/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Block {
  public Block(BlockHeader header, BlockBody body) {
    throw new DeclarationOnly();
  }

  public BlockHeader getHeader() {
    throw new DeclarationOnly();
  }

  public BlockBody getBody() {
    throw new DeclarationOnly();
  }

  public int getSize() {
    throw new DeclarationOnly();
  }
}
