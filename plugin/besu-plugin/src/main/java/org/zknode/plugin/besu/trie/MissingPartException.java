/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.trie.MerkleTrieException;

/**
 * The source of a state does not have a part that an execution needs. Of Besu's kind, because that
 * one alone passes through its transaction processing.
 */
public final class MissingPartException extends MerkleTrieException {
  private static final long serialVersionUID = 1L;

  private final String what;

  /**
   * @param what {@code node}, {@code code} or {@code header}
   */
  public MissingPartException(final String what, final Bytes32 hash) {
    super("%s %s is missing".formatted(what, hash.toHexString()));
    this.what = what;
  }

  /** {@code node}, {@code code} or {@code header}. */
  public String what() {
    return what;
  }
}
