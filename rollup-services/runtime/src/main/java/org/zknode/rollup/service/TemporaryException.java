/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.service;

/** It did not work now and may work later: retried with back-off, reported as DEGRADED. */
public class TemporaryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemporaryException(final String message) {
    super(message);
  }

  public TemporaryException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
