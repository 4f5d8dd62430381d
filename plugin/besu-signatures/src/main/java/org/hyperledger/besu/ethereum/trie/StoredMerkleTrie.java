/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class StoredMerkleTrie<K extends Bytes, V> {
  protected StoredMerkleTrie() {}

  public Optional<V> get(K key) {
    throw new DeclarationOnly();
  }

  public void put(K key, V value) {
    throw new DeclarationOnly();
  }

  public void remove(K key) {
    throw new DeclarationOnly();
  }

  public void commit(NodeUpdater nodeUpdater) {
    throw new DeclarationOnly();
  }

  public Bytes32 getRootHash() {
    throw new DeclarationOnly();
  }
}
