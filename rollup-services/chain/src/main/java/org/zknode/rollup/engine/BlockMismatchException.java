/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;

/** Execution gave another block than was recorded: evidence for a halt. */
public class BlockMismatchException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient L2Block computed;
  private final transient Bytes32 expectedHash;

  public BlockMismatchException(final L2Block computed, final Bytes32 expectedHash) {
    super(
        "block %d: executed to hash %s (state root %s), expected %s"
            .formatted(computed.number(), computed.hash(), computed.stateRoot(), expectedHash));
    this.computed = computed;
    this.expectedHash = expectedHash;
  }

  public L2Block computed() {
    return computed;
  }

  public Bytes32 expectedHash() {
    return expectedHash;
  }
}
