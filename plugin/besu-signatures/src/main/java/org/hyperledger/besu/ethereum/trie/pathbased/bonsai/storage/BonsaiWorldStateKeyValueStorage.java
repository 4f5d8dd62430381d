/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.bonsai.storage;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Hash;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BonsaiWorldStateKeyValueStorage {
  protected BonsaiWorldStateKeyValueStorage() {}

  public Optional<Bytes> getCode(Hash codeHash, Hash accountHash) {
    throw new DeclarationOnly();
  }

  public Optional<Bytes> getAccountStateTrieNode(Bytes location, Bytes32 nodeHash) {
    throw new DeclarationOnly();
  }

  public Optional<Bytes> getAccountStorageTrieNode(
      Hash accountHash, Bytes location, Bytes32 nodeHash) {
    throw new DeclarationOnly();
  }
}
