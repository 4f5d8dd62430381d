/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services;

import java.util.EnumSet;
import java.util.Optional;
import org.hyperledger.besu.datatypes.CallParameter;
import org.hyperledger.besu.datatypes.StateOverrideMap;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.data.ProcessableBlockHeader;
import org.hyperledger.besu.plugin.data.TransactionSimulationResult;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface TransactionSimulationService extends BesuService {
  /** The host's checks that a simulation may leave out. */
  enum SimulationParameters {
    ALLOW_EXCEEDING_BALANCE,
    ALLOW_FUTURE_NONCE,
    ALLOW_UNDERPRICED
  }

  Optional<TransactionSimulationResult> simulate(
      CallParameter callParameters,
      Optional<StateOverrideMap> stateOverrides,
      ProcessableBlockHeader processableBlockHeader,
      OperationTracer operationTracer,
      EnumSet<SimulationParameters> simulationParameters);
}
