/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.l2.ClaimFailures;
import org.zknode.rollup.database.Transactions;

/** In the state DB. */
public record PgClaimFailures(Transactions database) implements ClaimFailures {
  @Override
  public void add(final ClaimableDeposit deposit) {
    database.write(
        handle ->
            handle.execute(
                "INSERT INTO state.bridge_failed_claim (deposit_count, l1_block) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING",
                deposit.depositCount(),
                deposit.block().toArrayUnsafe()));
  }
}
