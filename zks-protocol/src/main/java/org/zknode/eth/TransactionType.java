/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

/** Signed Ethereum transaction types that an L2 block may contain (EIP-2718). */
public enum TransactionType {
  LEGACY(0),
  ACCESS_LIST(1),
  DYNAMIC_FEE(2),
  SET_CODE(4);

  private final int id;

  TransactionType(final int id) {
    this.id = id;
  }

  /** The EIP-2718 type byte; legacy transactions have none and are 0. */
  public int id() {
    return id;
  }
}
