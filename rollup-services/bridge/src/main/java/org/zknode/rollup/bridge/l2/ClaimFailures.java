/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.ClaimableDeposit;

/**
 * Deposits of L1 whose claim was paid for in vain, or given up again and again, kept over restarts.
 * Failures of the database are {@link org.zknode.rollup.service.TemporaryException}.
 */
public interface ClaimFailures {
  /**
   * {@link BridgeView#claimable} has it no more; durable when it returns. To add it twice does
   * nothing.
   */
  void add(ClaimableDeposit deposit);
}
