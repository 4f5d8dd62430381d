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
  /** A forced batch reached its deadline, and the open batch had to make room. */
  FORCED_BATCH_DEADLINE("Forced batch deadline"),
  /** The forced batch itself: it has one block. */
  FORCED_BATCH("Forced batch"),
  SYNC_L1("Sync L1: sequenced"),
  SYNC_L1_FORCED("Sync L1: forced"),
  SYNC_L1_INITIAL("Sync L1: initial");

  private final String text;

  ClosingReason(final String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
