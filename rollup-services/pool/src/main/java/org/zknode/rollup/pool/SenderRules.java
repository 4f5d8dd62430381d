/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import org.zknode.eth.Address;

/** Which accounts a node takes transactions from, or with. */
public interface SenderRules {
  /** Whether any rule forbids anything; when not, nothing needs to be looked at. */
  boolean anyInForce();

  boolean isBlocked(Address account);

  boolean maySend(Address sender);

  boolean mayDeploy(Address sender);

  /** Everybody may do everything. */
  static SenderRules none() {
    return new SenderRules() {
      @Override
      public boolean anyInForce() {
        return false;
      }

      @Override
      public boolean isBlocked(final Address sender) {
        return false;
      }

      @Override
      public boolean maySend(final Address sender) {
        return true;
      }

      @Override
      public boolean mayDeploy(final Address sender) {
        return true;
      }
    };
  }
}
