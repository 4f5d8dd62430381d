/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.data;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests. */
public final class TransactionSimulationResult {
  private final Optional<String> invalid;
  private final Optional<Bytes> reverted;
  private final long gas;

  private TransactionSimulationResult(
      final Optional<String> invalid, final Optional<Bytes> reverted, final long gas) {
    this.invalid = invalid;
    this.reverted = reverted;
    this.gas = gas;
  }

  public static TransactionSimulationResult success(final long gas) {
    return new TransactionSimulationResult(Optional.empty(), Optional.empty(), gas);
  }

  public static TransactionSimulationResult reverted(final long gas, final Bytes data) {
    return new TransactionSimulationResult(Optional.empty(), Optional.of(data), gas);
  }

  public static TransactionSimulationResult invalid(final String reason) {
    return new TransactionSimulationResult(Optional.of(reason), Optional.empty(), 0);
  }

  public boolean isSuccessful() {
    return invalid.isEmpty() && reverted.isEmpty();
  }

  public boolean isInvalid() {
    return invalid.isPresent();
  }

  public Optional<Bytes> getRevertReason() {
    return reverted;
  }

  public Optional<String> getInvalidReason() {
    return invalid;
  }

  public long getGasEstimate() {
    return gas;
  }
}
