/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

/**
 * A transaction was refused; the message is the exact text that clients match on
 * (docs/spec/pool.md, "Admission"), to be sent as JSON-RPC error {@link #CODE}.
 */
public class PoolRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** JSON-RPC error code of every pool refusal. */
  public static final int CODE = -32000;

  private final RefusalReason reason;

  /** A refusal for want of the means: this node cannot store or relay the transaction. */
  public PoolRejectedException(final String message) {
    this(RefusalReason.UNAVAILABLE, message);
  }

  PoolRejectedException(final RefusalReason reason, final String message) {
    super(message);
    this.reason = reason;
  }

  /** What it is counted as. */
  public RefusalReason reason() {
    return reason;
  }
}
