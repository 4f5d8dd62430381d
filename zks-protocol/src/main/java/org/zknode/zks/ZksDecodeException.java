/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks;

/**
 * A frame or a record is not what its format says: bad RLP, a wrong number of fields, a value out
 * of range, an unknown message id. The only exception that the decoders of {@code zks} throw.
 */
public class ZksDecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public ZksDecodeException(final String message) {
    // Malformed input is frequent on a hostile network: no stack trace, no suppression.
    super(message, null, false, false);
  }
}
