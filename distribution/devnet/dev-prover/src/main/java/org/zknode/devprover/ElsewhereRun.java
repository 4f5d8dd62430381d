/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.util.List;

/** Starts a command again in a process that has an EVM. */
@FunctionalInterface
public interface ElsewhereRun {
  /** For a process that should have one. */
  ElsewhereRun NOWHERE =
      arguments -> {
        throw new IllegalArgumentException("no EVM is on the class path for --genesis");
      };

  /**
   * Runs until it ends.
   *
   * @param arguments of this process
   * @return its exit code
   */
  int run(List<String> arguments) throws InterruptedException;
}
