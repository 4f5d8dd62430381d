/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Where the parts of a state are. Empty answers mean that a part is not there. */
public interface TrieSource {
  /**
   * RLP of a node of the trie of accounts.
   *
   * @param location nibbles from the root, a byte each
   */
  Optional<Bytes> accountNode(Bytes location, Bytes32 hash);

  /**
   * RLP of a node of the trie of an account's storage.
   *
   * @param account hash of its address
   */
  Optional<Bytes> storageNode(Bytes32 account, Bytes location, Bytes32 hash);

  /**
   * @param account hash of the address of one that has the code
   */
  Optional<Bytes> code(Bytes32 account, Bytes32 hash);
}
