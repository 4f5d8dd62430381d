/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/** Why a transaction is not in a block, and whether it may come back. */
public enum SkipKind {
  /** It breaks a rule that no later state mends: signature, chain id, nonce used, gas too low. */
  CANNOT_APPLY,
  /** A later state may take it: nonce too high, balance too low, fee below the base fee. */
  NOT_YET,
  /** It needs more of a resource than a whole batch has; it was stopped there. */
  OVERSIZED,
  /** The batch has too few bytes or places left; it was not executed and may fit an empty one. */
  NO_ROOM,
  /** It was executed and needs more of a resource than the batch has for it; may fit another. */
  NO_RESOURCES,
  /** It was stopped after the longest time that one transaction may take. */
  OUT_OF_TIME,
  /** The block's gas, its time or its budget for discarded work was over before it was judged. */
  NOT_TRIED;

  /** Whether it may be in a later block as it is. */
  public boolean retryable() {
    return this != CANNOT_APPLY && this != OVERSIZED;
  }

  /** Whether it made the node work for nothing, which its sender has to answer for. */
  public boolean burnsWork() {
    return this == OVERSIZED || this == OUT_OF_TIME;
  }
}
