/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;

/** What became of a transaction that was sent. */
sealed interface L2Outcome {
  /**
   * It is in a block.
   *
   * @param success its call did not revert
   * @param paid wei for its gas
   */
  record Mined(boolean success, long gasUsed, BigInteger paid) implements L2Outcome {}

  /** It was in no block for too long, and its nonce is used up. The same would end the same way. */
  record GivenUp() implements L2Outcome {}

  /** Another transaction has its nonce: it never will be. */
  record Lost() implements L2Outcome {}
}
