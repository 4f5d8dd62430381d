/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

/**
 * Stands between a node's roles and the adapters that make durable what they decide: {@link
 * org.zknode.rollup.state.StateStore}, {@link org.zknode.rollup.pool.TransactionPool}, {@link
 * org.zknode.rollup.pool.PoolMaintenance.Rows}, {@link org.zknode.rollup.pool.GasPrices} and {@link
 * org.zknode.rollup.l1.L1Client}. Whoever wants to see, or to stop, every persistent step of a node
 * does it here; the engine is the host's and decorated by it.
 */
public interface PortDecorator {
  /** The adapters as they are. */
  PortDecorator NONE =
      new PortDecorator() {
        @Override
        public <T> T decorate(final Class<T> port, final T adapter) {
          return adapter;
        }
      };

  /**
   * Called once for each port of a node while it is put together.
   *
   * @param port the interface by which the roles know it
   * @param adapter what is behind it
   * @return what the roles use instead; closing it must close the adapter
   */
  <T> T decorate(Class<T> port, T adapter);
}
