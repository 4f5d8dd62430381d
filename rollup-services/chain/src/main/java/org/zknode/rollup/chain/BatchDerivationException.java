/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

/** Batch data is well-formed, but no chain of blocks follows from it. */
public class BatchDerivationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BatchDerivationException(final String message) {
    super(message);
  }
}
