/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data;

import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionSelectionResult {
  protected TransactionSelectionResult() {}

  public static TransactionSelectionResult invalid(final String reason) {
    throw new DeclarationOnly();
  }
}
