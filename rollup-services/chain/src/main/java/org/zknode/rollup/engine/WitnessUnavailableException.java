/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/** This engine does not tell what an execution needs. */
public class WitnessUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  public WitnessUnavailableException(final String message) {
    super(message);
  }
}
