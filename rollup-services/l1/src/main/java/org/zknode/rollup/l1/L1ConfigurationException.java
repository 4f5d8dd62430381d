/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

/**
 * The configured L1 is not the one that was meant; the message is one sentence for the operator.
 */
public class L1ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public L1ConfigurationException(final String message) {
    super(message);
  }
}
