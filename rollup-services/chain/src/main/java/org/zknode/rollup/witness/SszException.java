/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

/** Bytes are not what they should be in SSZ: why, in one sentence. */
public class SszException extends Exception {
  private static final long serialVersionUID = 1L;

  public SszException(final String message) {
    super(message);
  }
}
