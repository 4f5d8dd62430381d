/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

/** L1 refused a signed transaction. */
public class L1SendException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the sender can do about it. */
  public enum Kind {
    NONCE_TOO_LOW,
    UNDERPRICED,
    INSUFFICIENT_FUNDS,
    OTHER
  }

  private final Kind kind;

  public L1SendException(final Kind kind, final String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
