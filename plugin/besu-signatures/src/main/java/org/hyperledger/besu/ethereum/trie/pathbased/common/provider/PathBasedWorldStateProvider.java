/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.provider;

import org.hyperledger.besu.ethereum.trie.pathbased.common.trielog.TrieLogManager;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class PathBasedWorldStateProvider implements WorldStateArchive {
  protected PathBasedWorldStateProvider() {}

  public TrieLogManager getTrieLogManager() {
    throw new DeclarationOnly();
  }
}
