/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import org.zknode.rollup.service.TemporaryException;

/** The execution engine could not do it now (process gone, time-out, resources); retry later. */
public class EngineException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  public EngineException(final String message, final Throwable cause) {
    super(message, cause);
  }

  public EngineException(final String message) {
    super(message);
  }
}
