/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.function.Function;
import org.zknode.rollup.bridge.BridgeStore;

/** A process's view of the tables of its bridge's index. */
record FaultyBridgeStore(BridgeStore store, Faults faults) implements BridgeStore {
  @Override
  public <T> T read(final Function<Tx, T> work) {
    faults.read();
    return store.read(work);
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    return faults.write(
        last ->
            store.write(
                tx -> {
                  final T result = work.apply(tx);
                  last.run();
                  return result;
                }));
  }
}
