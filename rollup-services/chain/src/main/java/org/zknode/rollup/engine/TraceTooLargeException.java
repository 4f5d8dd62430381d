/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/** A trace is larger than the caller wants; always, for that transaction. */
public class TraceTooLargeException extends EngineException {
  private static final long serialVersionUID = 1L;

  public TraceTooLargeException(final String message) {
    super(message);
  }
}
