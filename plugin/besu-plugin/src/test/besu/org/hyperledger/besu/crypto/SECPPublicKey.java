/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.crypto;

import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests. */
public class SECPPublicKey {
  public SECPPublicKey() {}

  public Bytes getEncodedBytes() {
    return Bytes.repeat((byte) 1, 64);
  }
}
