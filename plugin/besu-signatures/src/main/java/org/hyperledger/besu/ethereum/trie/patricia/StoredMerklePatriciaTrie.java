/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.patricia;

import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.trie.NodeLoader;
import org.hyperledger.besu.ethereum.trie.StoredMerkleTrie;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class StoredMerklePatriciaTrie<K extends Bytes, V> extends StoredMerkleTrie<K, V> {
  public StoredMerklePatriciaTrie(
      NodeLoader nodeLoader,
      Bytes32 rootHash,
      Function<V, Bytes> valueSerializer,
      Function<Bytes, V> valueDeserializer) {
    throw new DeclarationOnly();
  }
}
