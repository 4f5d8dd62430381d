/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Duration;
import java.time.InstantSource;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** Makes a {@link TrustedSync} that never sleeps: who drives it offers the block again. */
public final class SteppedSync {
  private SteppedSync() {}

  public static TrustedSync trusted(
      final ExecutionEngine engine,
      final StateStore store,
      final ChainWriter writer,
      final NodeStatus status,
      final InstantSource clock) {
    return new TrustedSync(engine, store, writer, status, clock, Duration.ZERO);
  }
}
