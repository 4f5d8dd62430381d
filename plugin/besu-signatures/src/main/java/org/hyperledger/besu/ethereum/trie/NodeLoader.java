/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface NodeLoader {
  Optional<Bytes> getNode(Bytes location, Bytes32 hash);
}
