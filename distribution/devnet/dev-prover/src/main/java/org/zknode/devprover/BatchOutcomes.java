/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

/** Port to whoever finds what batches lead to. */
@FunctionalInterface
interface BatchOutcomes {
  /**
   * @throws RefusedInputException the input does not prove anything: why, in one sentence
   */
  BatchOutcome of(ProvableBatch batch) throws RefusedInputException;
}
