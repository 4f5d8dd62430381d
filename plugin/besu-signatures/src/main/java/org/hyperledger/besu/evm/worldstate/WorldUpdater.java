/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.worldstate;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface WorldUpdater extends MutableWorldView {
  void commit();

  default void markTransactionBoundary() {
    throw new DeclarationOnly();
  }
}
