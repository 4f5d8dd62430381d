/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import org.zknode.rollup.state.MonitoredTransaction;

/** What a monitored transaction is known by. */
record TransactionKey(String owner, String id) {
  static TransactionKey of(final MonitoredTransaction row) {
    return new TransactionKey(row.owner(), row.id());
  }

  @Override
  public String toString() {
    return owner + "/" + id;
  }
}
