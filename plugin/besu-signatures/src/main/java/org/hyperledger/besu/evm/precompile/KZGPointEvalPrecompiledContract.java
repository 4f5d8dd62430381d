/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.precompile;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class KZGPointEvalPrecompiledContract {
  protected KZGPointEvalPrecompiledContract() {}

  public static void init() {
    throw new DeclarationOnly();
  }
}
