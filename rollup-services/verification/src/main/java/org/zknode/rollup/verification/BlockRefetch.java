/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import org.apache.tuweni.bytes.Bytes32;

/** Has a verifier's blocks replayed again, of which nothing here tells what they came from. */
@FunctionalInterface
public interface BlockRefetch {
  /**
   * @param hash of that block
   * @return whether it and those behind it were taken off the chain; never twice for the same one,
   *     and never when it is on L1
   */
  boolean takeOff(long block, Bytes32 hash);
}
