/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

/**
 * Thrown by a tracer to end an execution: Besu takes an exception with this cause for an
 * interruption and gives up the transaction without an error in its log.
 */
final class ExecutionStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExecutionStopped() {
    super("stopped at a limit", new InterruptedException("stopped at a limit"), false, false);
  }
}
