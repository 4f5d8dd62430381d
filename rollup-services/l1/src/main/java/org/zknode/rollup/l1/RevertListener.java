/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import org.zknode.rollup.state.MonitoredTransaction;

/** Told of each call that the contracts do not take: keys, roles or addresses may be wrong. */
@FunctionalInterface
public interface RevertListener {
  /**
   * Called by the thread that sends; it must not wait.
   *
   * @param reason with the contract's error when it is known
   */
  void onRevert(MonitoredTransaction transaction, String reason);
}
