/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Code {
  private Code() {}

  public Bytes getBytes() {
    throw new DeclarationOnly();
  }
}
