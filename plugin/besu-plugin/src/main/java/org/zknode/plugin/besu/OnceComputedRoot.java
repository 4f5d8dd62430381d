/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.mainnet.staterootcommitter.DefaultStateRootCommitter;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.hyperledger.besu.plugin.data.BlockHeader;
import org.hyperledger.besu.plugin.services.worldstate.MutableWorldState;
import org.hyperledger.besu.plugin.services.worldstate.StateRootCommitter;
import org.hyperledger.besu.plugin.services.worldstate.StateRootComputation;

/**
 * The state root of one block that is built and then stored: Besu computes it anew when the state
 * is stored, with all the hashing. The header needs it before; so it is computed once, with the
 * writes that go with it. For one thread; nothing may change the state in between.
 */
final class OnceComputedRoot implements StateRootCommitter {
  private final StateRootCommitter besus = new DefaultStateRootCommitter();
  private StateRootComputation computation;

  /** The root of the state as it is now, for the header. */
  Hash of(final MutableWorldState worldState) {
    computation = besus.compute(worldState, null, worldState.updater());
    return computation.root();
  }

  /** The same again, for storing it. */
  @Override
  public StateRootComputation compute(
      final MutableWorldState worldState, final BlockHeader header, final WorldUpdater updater) {
    return computation;
  }
}
