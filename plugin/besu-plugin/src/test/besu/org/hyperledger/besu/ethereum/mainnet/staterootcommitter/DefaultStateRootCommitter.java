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

/** Stands for Besu's in unit tests. */
public class DefaultStateRootCommitter implements StateRootCommitter {
  public DefaultStateRootCommitter() {}

  @Override
  public StateRootComputation compute(
      final MutableWorldState worldState, final BlockHeader header, final WorldUpdater updater) {
    return worldState::frontierRootHash;
  }
}
