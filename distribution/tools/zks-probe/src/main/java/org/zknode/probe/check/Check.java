/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import org.zknode.probe.session.ConnectFailure;

/** One thing that a node that speaks {@code zks} must do. */
public interface Check {
  /** As on the command line. */
  String name();

  /** What a right node does, for people. */
  String expected();

  /** True when only a node that serves blocks can pass. */
  default boolean needsMainNode() {
    return true;
  }

  /**
   * Runs on connections of its own.
   *
   * @throws ConnectFailure a connection could not be made: the check failed
   */
  Outcome run(Lab lab) throws ConnectFailure, InterruptedException;
}
