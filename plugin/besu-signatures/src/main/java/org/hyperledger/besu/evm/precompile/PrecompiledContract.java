/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.precompile;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.evm.frame.MessageFrame;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface PrecompiledContract {
  String getName();

  PrecompileContractResult computePrecompile(Bytes input, MessageFrame messageFrame);

  /** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
  final class PrecompileContractResult {
    private PrecompileContractResult() {}
  }
}
