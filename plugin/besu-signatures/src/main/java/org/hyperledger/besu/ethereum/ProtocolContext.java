/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum;

import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class ProtocolContext {
  protected ProtocolContext() {}

  public MutableBlockchain getBlockchain() {
    throw new DeclarationOnly();
  }

  public WorldStateArchive getWorldStateArchive() {
    throw new DeclarationOnly();
  }
}
