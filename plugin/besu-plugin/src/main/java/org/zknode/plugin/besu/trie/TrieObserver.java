/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Told what blocks on a {@link TrieWorldState} need; of the same part perhaps more than once. */
public interface TrieObserver {
  /**
   * @param made by a former block on this state: the source need not have it
   */
  void node(Bytes32 hash, Bytes rlp, boolean made);

  /**
   * @param made likewise
   */
  void code(Bytes32 hash, Bytes code, boolean made);
}
