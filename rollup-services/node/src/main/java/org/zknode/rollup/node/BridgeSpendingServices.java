/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.bridge.BridgeContracts;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.L2SpendingConfig;
import org.zknode.rollup.bridge.l2.ClaimBounds;
import org.zknode.rollup.bridge.l2.ClaimFailures;
import org.zknode.rollup.bridge.l2.ClaimSponsor;
import org.zknode.rollup.bridge.l2.ExitRootInjector;
import org.zknode.rollup.bridge.l2.L2Account;
import org.zknode.rollup.bridge.l2.L2AccountSettings;
import org.zknode.rollup.bridge.l2.L2Gateway;
import org.zknode.rollup.bridge.l2.L2Spending;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.NodeStatus;

/** What the bridge's account does on L2. */
final class BridgeSpendingServices {
  /** Costs no round trip while the head is the same; a block comes every second or later. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** Some blocks, whoever makes them. */
  private static final Duration REPLACE_AFTER = Duration.ofMinutes(1);

  private final NodeConfig node;
  private final StateStore store;
  private final ExecutionEngine engine;
  private final BridgeView view;
  private final BridgeContracts contracts;
  private final SpendingBook book;
  private final ClaimFailures failures;
  private final L2Gateway gateway;
  private final ChainConfig chain;
  private final NodeStatus status;
  private final Clock clock;
  private final Metrics metrics;
  private final ServiceLoops loops;

  @Inject
  BridgeSpendingServices(
      final NodeConfig node,
      final StateStore store,
      final ExecutionEngine engine,
      final BridgeView view,
      final BridgeContracts contracts,
      final SpendingBook book,
      final ClaimFailures failures,
      final L2Gateway gateway,
      final ChainConfig chain,
      final NodeStatus status,
      final Clock clock,
      final Metrics metrics,
      final ServiceLoops loops) {
    this.node = node;
    this.store = store;
    this.engine = engine;
    this.view = view;
    this.contracts = contracts;
    this.book = book;
    this.failures = failures;
    this.gateway = gateway;
    this.chain = chain;
    this.status = status;
    this.clock = clock;
    this.metrics = metrics;
    this.loops = loops;
  }

  Set<RoleService> all(final L2SpendingConfig config) {
    final L2Account account =
        new L2Account(
            PrivateKey.fromFile(config.keyFile()),
            new L2AccountSettings(chain.l2ChainId(), config.maxFeePerGas(), REPLACE_AFTER),
            engine,
            gateway,
            status,
            clock);
    final ExitRootInjector injector =
        new ExitRootInjector(
            store,
            engine,
            contracts.exitRootManager(),
            config.exitRootInterval(),
            config.exitRoots(),
            book,
            account,
            status,
            clock,
            metrics);
    final Optional<ClaimSponsor> sponsor =
        config
            .claims()
            .map(
                limits ->
                    new ClaimSponsor(
                        view,
                        engine,
                        contracts.l2Bridge(),
                        limits,
                        new ClaimBounds(
                            node.batchResources().perBatch(), node.pool().maxDataBytes()),
                        book,
                        failures,
                        account,
                        status,
                        clock,
                        metrics));
    BridgeMetrics.spending(metrics, book, clock);
    final L2Spending spending = new L2Spending(engine, account, injector, sponsor, clock);
    return Set.of(
        new RoleService(
            RoleService.SENDERS, loops.every(POLL, "bridge-l2-account", spending::step)));
  }
}
