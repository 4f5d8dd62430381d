/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public final class TransactionSimulationResult {
  private TransactionSimulationResult() {}

  public boolean isSuccessful() {
    throw new DeclarationOnly();
  }

  public boolean isInvalid() {
    throw new DeclarationOnly();
  }

  public Optional<Bytes> getRevertReason() {
    throw new DeclarationOnly();
  }

  public Optional<String> getInvalidReason() {
    throw new DeclarationOnly();
  }

  public long getGasEstimate() {
    throw new DeclarationOnly();
  }
}
