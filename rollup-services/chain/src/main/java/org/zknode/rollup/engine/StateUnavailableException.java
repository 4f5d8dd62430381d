/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/** The engine keeps the state after that block no more, so nothing can be executed on top of it. */
public class StateUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  public StateUnavailableException(final String message) {
    super(message);
  }
}
