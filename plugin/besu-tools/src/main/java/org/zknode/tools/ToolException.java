/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

/** The command cannot do its work; one clear sentence for the operator. */
public class ToolException extends Exception {
  private static final long serialVersionUID = 1L;

  public ToolException(final String message) {
    super(message);
  }

  public ToolException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
