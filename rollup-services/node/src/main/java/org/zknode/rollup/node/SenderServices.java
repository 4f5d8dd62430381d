/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.contracts.L1Roles;
import org.zknode.rollup.service.ServiceLoop;

/** What every role that sends to L1 needs. */
final class SenderServices {
  /** How often pending L1 transactions are looked at. */
  private static final Duration TRANSACTIONS_INTERVAL = Duration.ofMillis(500);

  /**
   * How often the contracts are asked for the keys' roles: so long after L1 began to refuse a key
   * the node says why.
   */
  private static final Duration ROLES_INTERVAL = Duration.ofSeconds(10);

  private final L1TransactionManager transactions;
  private final L1Roles roles;
  private final ServiceLoops loops;

  @Inject
  SenderServices(
      final L1TransactionManager transactions, final L1Roles roles, final ServiceLoops loops) {
    this.transactions = transactions;
    this.roles = roles;
    this.loops = loops;
  }

  Set<RoleService> all() {
    final ServiceLoop ticks =
        loops.every(TRANSACTIONS_INTERVAL, "l1-transactions", transactions::tick);
    transactions.onUnsent(ticks::wakeUp);
    return Set.of(
        new RoleService(RoleService.SENDERS, ticks),
        new RoleService(RoleService.SENDERS, loops.every(ROLES_INTERVAL, "l1-roles", roles::step)));
  }
}
