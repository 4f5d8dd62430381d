/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

/** Bytes are not a valid signed transaction. */
public class TransactionDecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TransactionDecodeException(final String message) {
    super(message);
  }

  public TransactionDecodeException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
