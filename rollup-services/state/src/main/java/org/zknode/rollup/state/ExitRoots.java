/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.apache.tuweni.bytes.Bytes32;

/** The local exit root of the own chain (docs/spec/bridge.md, "Local exit root of a batch"). */
@FunctionalInterface
public interface ExitRoots {
  /**
   * After that block, as this node has executed it.
   *
   * @param number of a block up to the head; 0 is the genesis
   * @throws org.zknode.rollup.service.TemporaryException state DB or engine cannot be reached
   */
  Bytes32 after(long number);
}
