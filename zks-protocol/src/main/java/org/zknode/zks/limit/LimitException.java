/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.limit;

import org.zknode.rlp.RlpException;

/** Well-formed, but more than a limit allows. */
public class LimitException extends RlpException {
  private static final long serialVersionUID = 1L;

  private final Limit limit;

  public LimitException(final Limit limit, final String message) {
    super(message);
    this.limit = limit;
  }

  public Limit limit() {
    return limit;
  }
}
