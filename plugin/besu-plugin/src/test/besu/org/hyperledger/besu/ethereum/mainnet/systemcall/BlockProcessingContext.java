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

/** Stands for Besu's in unit tests. */
public class BlockProcessingContext {
  private final ProcessableBlockHeader header;

  public BlockProcessingContext(
      final ProcessableBlockHeader blockHeader,
      final MutableWorldState worldState,
      final ProtocolSpec protocolSpec,
      final BlockHashLookup blockHashLookup,
      final OperationTracer operationTracer,
      final Optional<?> blockAccessListBuilder) {
    header = blockHeader;
  }

  public ProcessableBlockHeader header() {
    return header;
  }
}
