/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.HashSet;
import java.util.Set;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.GasPriceSuggester;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.pool.PoolMaintenance;

/** What the main node does with the pool DB for all nodes. */
final class MainPoolServices {
  private final PoolConfig config;
  private final PoolMaintenance maintenance;
  private final Provider<GasPriceSuggester> suggester;
  private final ServiceLoops loops;

  @Inject
  MainPoolServices(
      final PoolConfig config,
      final PoolMaintenance maintenance,
      final Provider<GasPriceSuggester> suggester,
      final ServiceLoops loops) {
    this.config = config;
    this.maintenance = maintenance;
    this.suggester = suggester;
    this.loops = loops;
  }

  Set<RoleService> all() {
    final Set<RoleService> services = new HashSet<>();
    services.add(
        PoolServices.service(
            loops.every(config.expiryInterval(), "pool-expiry", maintenance::expire)));
    services.add(
        PoolServices.service(
            loops.every(config.cleanupInterval(), "pool-cleanup", maintenance::cleanUp)));
    if (config.gasPrice().suggester() != GasPriceConfig.Suggester.OFF) {
      services.add(
          PoolServices.service(
              loops.every(
                  config.gasPrice().updateInterval(),
                  "gas-price-suggester",
                  suggester.get()::step)));
    }
    return services;
  }
}
