/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.trie.pathbased.common.worldview.accumulator;

import org.hyperledger.besu.evm.worldstate.WorldUpdater;

/** Stands for Besu's in unit tests; anybody may extend it. */
public abstract class PathBasedWorldStateUpdateAccumulator<A> implements WorldUpdater {
  protected PathBasedWorldStateUpdateAccumulator() {}

  /** Throws away what was not committed. */
  public abstract void reset();
}
