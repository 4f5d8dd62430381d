/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Set;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.GasPriceView;
import org.zknode.rollup.pool.ListEnforcement;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.RelayGateway;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.service.Service;

/** What every node with a pool DB does. */
final class PoolServices {
  private final NodeConfig node;
  private final PoolConfig config;
  private final ExecutionEngine engine;
  private final SenderLists senders;
  private final Provider<ListEnforcement> enforcement;
  private final GasPriceView prices;
  private final ServiceLoops loops;

  @Inject
  PoolServices(
      final NodeConfig node,
      final PoolConfig config,
      final ExecutionEngine engine,
      final SenderLists senders,
      final Provider<ListEnforcement> enforcement,
      final GasPriceView prices,
      final ServiceLoops loops) {
    this.node = node;
    this.config = config;
    this.engine = engine;
    this.senders = senders;
    this.enforcement = enforcement;
    this.prices = prices;
    this.loops = loops;
  }

  Set<RoleService> all() {
    return Set.of(
        service(
            loops.everyAlsoOnStandby(
                config.listsInterval(),
                "pool-lists",
                node.isMainNode() ? enforcement.get()::step : senders::refresh)),
        service(
            loops.everyAlsoOnStandby(
                config.gasPrice().refreshInterval(), "gas-prices", this::refreshPrices)));
  }

  private void refreshPrices() {
    prices.refresh();
    engine.suggestGasPrice(prices.named());
  }

  /** Of a node that sends transactions on: the price of the node that it sends them to. */
  static Set<RoleService> ofRelay(
      final RelayGateway relay,
      final PoolConfig config,
      final ExecutionEngine engine,
      final ServiceLoops loops) {
    return Set.of(
        service(
            loops.everyAlsoOnStandby(
                config.gasPrice().updateInterval(),
                "gas-prices",
                () -> engine.suggestGasPrice(relay.gasPrice()))));
  }

  static RoleService service(final Service loop) {
    return new RoleService(RoleService.NETWORK, loop);
  }
}
