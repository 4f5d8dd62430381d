/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.cryptoservices;

import org.hyperledger.besu.crypto.SECPPublicKey;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class NodeKey {
  private NodeKey() {}

  public SECPPublicKey getPublicKey() {
    throw new DeclarationOnly();
  }
}
