/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

/** No L1 endpoint took a signed transaction; the message has the endpoint's words. */
public class L1SendException extends Exception {
  private static final long serialVersionUID = 1L;

  private final SendRefusal refusal;

  public L1SendException(final SendRefusal refusal, final String message) {
    super(message);
    this.refusal = refusal;
  }

  public SendRefusal refusal() {
    return refusal;
  }
}
