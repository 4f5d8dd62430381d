/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet.staterootcommitter;

import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.data.BlockHeader;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.hyperledger.besu.plugin.services.worldstate.StateRootCommitter;
import org.hyperledger.besu.plugin.services.worldstate.StateRootComputation;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class DefaultStateRootCommitter implements StateRootCommitter {
  public DefaultStateRootCommitter() {
    throw new DeclarationOnly();
  }

  @Override
  public StateRootComputation compute(
      MutableWorldState mutableWorldState, BlockHeader blockHeader, WorldUpdater worldUpdater) {
    throw new DeclarationOnly();
  }
}
