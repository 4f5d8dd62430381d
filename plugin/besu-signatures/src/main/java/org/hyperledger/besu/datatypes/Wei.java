/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import java.math.BigInteger;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class Wei {
  private Wei() {}

  public static Wei of(BigInteger value) {
    throw new DeclarationOnly();
  }

  public BigInteger getAsBigInteger() {
    throw new DeclarationOnly();
  }
}
