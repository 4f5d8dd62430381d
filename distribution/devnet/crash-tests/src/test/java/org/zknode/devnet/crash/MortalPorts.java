/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import org.zknode.rollup.bridge.BridgeStore;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.contracts.JsonRpcL1Client;
import org.zknode.rollup.node.PortsModule;
import org.zknode.rollup.pool.GasPrices;
import org.zknode.rollup.pool.PoolMaintenance;
import org.zknode.rollup.pool.TransactionPool;
import org.zknode.rollup.pool.postgres.PgTransactionPool;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.postgres.PgStateStore;

/** All ports of a node die with its incarnation. */
final class MortalPorts extends PortsModule {
  private final Incarnation life;
  private final Told told;

  MortalPorts(final Incarnation life, final Told told) {
    this.life = life;
    this.told = told;
  }

  @Override
  public SliceListener slices(final Preconfirmations known) {
    return slice -> {
      told.add(slice);
      known.preconfirmed(slice);
    };
  }

  @Override
  public StateStore store(final PgStateStore adapter) {
    return life.decorate(StateStore.class, super.store(adapter));
  }

  @Override
  public L1Client l1(final JsonRpcL1Client adapter) {
    return life.decorate(L1Client.class, super.l1(adapter));
  }

  @Override
  public TransactionPool pool(final PgTransactionPool adapter) {
    return life.decorate(TransactionPool.class, super.pool(adapter));
  }

  @Override
  public PoolMaintenance.Rows poolRows(final PgTransactionPool adapter) {
    return life.decorate(PoolMaintenance.Rows.class, super.poolRows(adapter));
  }

  @Override
  public GasPrices gasPrices(final PgTransactionPool adapter) {
    return life.decorate(GasPrices.class, super.gasPrices(adapter));
  }

  @Override
  public BridgeStore bridgeStore(final PgStateStore adapter) {
    return life.decorate(BridgeStore.class, super.bridgeStore(adapter));
  }
}
