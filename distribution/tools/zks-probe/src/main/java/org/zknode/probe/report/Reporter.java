/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.report;

import org.zknode.probe.check.CheckResult;

/** Takes what the probe finds, in order. */
public interface Reporter {
  void target(Target target);

  /** A wanted version that the node does not offer. */
  void notOffered(String version);

  /** Checks of that version follow. */
  void version(String version);

  void result(CheckResult result);

  /** Everything was run. */
  void end();

  /** There was no session with the node; nothing else follows. */
  void unreachable(String sentence);
}
