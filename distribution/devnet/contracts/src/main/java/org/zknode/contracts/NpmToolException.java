/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

/**
 * Node.js, npm or something installed by them is missing or failed; the message says what to do.
 */
public class NpmToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NpmToolException(final String message) {
    super(message);
  }

  public NpmToolException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
