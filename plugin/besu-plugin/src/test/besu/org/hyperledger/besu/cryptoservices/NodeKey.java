/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.cryptoservices;

import org.hyperledger.besu.crypto.SECPPublicKey;

/** Stands for Besu's in unit tests. */
public class NodeKey {
  public NodeKey() {}

  public SECPPublicKey getPublicKey() {
    return new SECPPublicKey();
  }
}
