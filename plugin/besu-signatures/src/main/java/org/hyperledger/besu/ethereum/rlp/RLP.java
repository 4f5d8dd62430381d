/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.rlp;

import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class RLP {
  private RLP() {}

  public static RLPInput input(Bytes encoded) {
    throw new DeclarationOnly();
  }

  public static Bytes encode(Consumer<RLPOutput> writer) {
    throw new DeclarationOnly();
  }
}
