/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.wire;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Capability {
  private Capability() {}

  public static Capability create(String name, int version) {
    throw new DeclarationOnly();
  }

  public String getName() {
    throw new DeclarationOnly();
  }

  public int getVersion() {
    throw new DeclarationOnly();
  }
}
