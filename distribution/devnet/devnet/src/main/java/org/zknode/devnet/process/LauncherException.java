/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.process;

/** Ends the command; the message is the one sentence that the user sees. */
public class LauncherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LauncherException(final String message) {
    super(message);
  }

  public LauncherException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
