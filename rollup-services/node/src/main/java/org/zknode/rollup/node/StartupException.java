/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

/** The node cannot start; the message is one sentence for the operator. */
public class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  public StartupException(final String message) {
    super(message);
  }

  public StartupException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
