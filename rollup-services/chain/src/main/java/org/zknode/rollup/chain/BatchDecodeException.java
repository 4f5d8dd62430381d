/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

/** These bytes are no batchL2Data; the message says at which byte and why. */
public class BatchDecodeException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int offset;

  /**
   * @param offset byte of the batch data where it went wrong
   */
  public BatchDecodeException(final int offset, final String message) {
    super("batch data, byte %d: %s".formatted(offset, message));
    this.offset = offset;
  }

  /** Byte of the batch data where it went wrong. */
  public int offset() {
    return offset;
  }
}
