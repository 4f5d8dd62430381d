/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.plugin.services.worldstate;

import org.hyperledger.besu.evm.worldstate.MutableWorldView;
import org.hyperledger.besu.evm.worldstate.WorldState;
import org.hyperledger.besu.plugin.data.BlockHeader;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface MutableWorldState extends WorldState, MutableWorldView {
  void persist(BlockHeader blockHeader, StateRootCommitter committer);

  void persist(BlockHeader blockHeader);
}
