/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Hash extends BytesHolder {
  public static final Hash ZERO = null;
  public static final Hash EMPTY_REQUESTS_HASH = null;

  protected Hash() {}

  public static Hash hash(Bytes value) {
    throw new DeclarationOnly();
  }

  public static Hash wrap(Bytes32 value) {
    throw new DeclarationOnly();
  }
}
