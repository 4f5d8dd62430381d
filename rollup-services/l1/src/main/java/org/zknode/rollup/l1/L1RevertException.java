/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

/** The dry run of an L1 call reverted; the message names the custom error when it is known. */
public class L1RevertException extends Exception {
  private static final long serialVersionUID = 1L;

  public L1RevertException(final String message) {
    super(message);
  }
}
