/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.trielog;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TrieLogManager {
  protected TrieLogManager() {}

  public long getMaxLayersToLoad() {
    throw new DeclarationOnly();
  }
}
