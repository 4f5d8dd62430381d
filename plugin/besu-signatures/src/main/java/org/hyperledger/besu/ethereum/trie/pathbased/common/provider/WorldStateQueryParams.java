/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.provider;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class WorldStateQueryParams {
  private WorldStateQueryParams() {}

  public static WorldStateQueryParams withBlockHeaderAndUpdateNodeHead(
      org.hyperledger.besu.plugin.data.BlockHeader blockHeader) {
    throw new DeclarationOnly();
  }

  public static WorldStateQueryParams withBlockHeaderAndNoUpdateNodeHead(
      org.hyperledger.besu.plugin.data.BlockHeader blockHeader) {
    throw new DeclarationOnly();
  }
}
