/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class MerkleTrieException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MerkleTrieException(String message) {
    super(message);
  }
}
