/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.function.Function;
import org.zknode.rollup.state.StateStore;

/** A process's session of its state DB. */
record FaultyStore(StateStore session, Faults faults) implements StateStore {
  @Override
  public <T> T read(final Function<Tx, T> work) {
    faults.read();
    return session.read(work);
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    return faults.write(
        last ->
            session.write(
                tx -> {
                  final T result = work.apply(tx);
                  last.run();
                  return result;
                }));
  }

  @Override
  public boolean tryLock(final String role) {
    faults.read();
    return session.tryLock(role);
  }

  @Override
  public void close() {
    session.close();
  }
}
