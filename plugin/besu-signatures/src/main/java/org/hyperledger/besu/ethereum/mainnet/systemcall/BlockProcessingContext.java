/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet.systemcall;

import java.util.Optional;
import org.hyperledger.besu.ethereum.core.ProcessableBlockHeader;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSpec;
import org.hyperledger.besu.evm.blockhash.BlockHashLookup;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BlockProcessingContext {
  public BlockProcessingContext(
      ProcessableBlockHeader blockHeader,
      MutableWorldState worldState,
      ProtocolSpec protocolSpec,
      BlockHashLookup blockHashLookup,
      OperationTracer operationTracer,
      Optional<?> blockAccessListBuilder) {
    throw new DeclarationOnly();
  }
}
