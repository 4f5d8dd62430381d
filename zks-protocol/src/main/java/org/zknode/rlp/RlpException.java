/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

/** Bytes are not canonical RLP, or not of the expected shape. */
public class RlpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RlpException(final String message) {
    // Malformed input is frequent on a hostile network: no stack trace, no suppression.
    super(message, null, false, false);
  }
}
