/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.function.Function;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.database.Transactions;

/** The index in the state DB. */
public record PgBridgeStore(Transactions database) implements BridgeStore {
  /** Of the advisory lock by which writers wait for each other; "bridge" in ASCII. */
  private static final long WRITERS = 0x6272_6964_6765L;

  @Override
  public <T> T read(final Function<Tx, T> work) {
    return database.read(handle -> work.apply(new PgBridgeTx(handle)));
  }

  @Override
  public <T> T write(final Function<Tx, T> work) {
    return database.write(
        handle -> {
          handle.execute("SELECT pg_advisory_xact_lock(?)", WRITERS);
          return work.apply(new PgBridgeTx(handle));
        });
  }
}
