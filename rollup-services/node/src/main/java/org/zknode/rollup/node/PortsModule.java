/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.bridge.postgres.PgBridgeStore;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;

/**
 * Which adapter is behind which port. A test that wants something in between gives a subclass; the
 * node closes the adapters themselves.
 */
@Module
public class PortsModule {
  @Provides
  @NodeScope
  public StateStore store(final PgStateStore adapter) {
    return adapter;
  }

  @Provides
  @NodeScope
  public L1Client l1(final JsonRpcL1Client adapter) {
    return adapter;
  }

  @Provides
  @NodeScope
  public TransactionPool pool(final PgTransactionPool adapter) {
    return adapter;
  }

  @Provides
  @NodeScope
  public PoolMaintenance.Rows poolRows(final PgTransactionPool adapter) {
    return adapter;
  }

  @Provides
  @NodeScope
  public GasPrices gasPrices(final PgTransactionPool adapter) {
    return adapter.gasPrices();
  }

  @Provides
  @NodeScope
  public BridgeStore bridgeStore(final PgStateStore adapter) {
    return new PgBridgeStore(adapter.transactions());
  }

  /** What this node answers of slices; a feed is told besides. */
  @Provides
  @NodeScope
  public SliceListener slices(final Preconfirmations known) {
    return known;
  }
}
