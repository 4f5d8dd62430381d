/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator;

import java.util.Map;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.worldstate.WorldUpdater;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public abstract class PathBasedWorldStateUpdateAccumulator<A> implements WorldUpdater {
  private PathBasedWorldStateUpdateAccumulator() {}

  public Map<Address, ?> getAccountsToUpdate() {
    throw new DeclarationOnly();
  }

  public void reset() {
    throw new DeclarationOnly();
  }
}
