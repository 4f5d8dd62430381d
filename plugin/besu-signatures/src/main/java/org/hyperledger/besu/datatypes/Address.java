/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Address extends BytesHolder {
  protected Address() {}

  public Hash addressHash() {
    throw new DeclarationOnly();
  }

  public static Address wrap(Bytes value) {
    throw new DeclarationOnly();
  }
}
