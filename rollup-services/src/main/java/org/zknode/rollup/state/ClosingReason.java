/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

/** Why a batch was closed; texts as stored (spec zkevm-node 6.4). */
public enum ClosingReason {
  MAX_TRANSACTIONS("Max transactions"),
  RESOURCE_EXHAUSTED("Resource exhausted"),
  MAX_DELTA_TIMESTAMP("Max delta timestamp"),
  SYNC_L1("Sync L1: sequenced");

  private final String text;

  ClosingReason(final String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
