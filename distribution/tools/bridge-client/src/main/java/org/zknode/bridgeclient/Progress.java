/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.io.PrintStream;

/** Prints each stage with what it waits for; what has not changed is not printed again. */
final class Progress {
  /**
   * @param howLong an estimate that changes all the time; may be empty
   */
  record Wait(String forWhat, String howLong) {
    @Override
    public String toString() {
      return forWhat + howLong;
    }
  }

  private final PrintStream out;
  private final int stages;
  private final long start = System.nanoTime();
  private int stage;
  private String last = "";

  Progress(final PrintStream out, final int stages) {
    this.out = out;
    this.stages = stages;
  }

  void begins(final String what) {
    stage++;
    out.printf("[%d/%d] %s%n", stage, stages, what);
    last = "";
  }

  /** Something about the stage that lasts. */
  void waits(final String forWhat) {
    waits(new Wait(forWhat, ""));
  }

  /** The same; printed again only when something else is waited for. */
  void waits(final Wait wait) {
    if (!wait.forWhat().equals(last)) {
      out.printf("      %s%s%n", wait.forWhat(), wait.howLong());
      last = wait.forWhat();
    }
  }

  void ends(final String how) {
    out.printf("      %s, %.0f s after the start%n", how, seconds());
    last = "";
  }

  void done(final String how) {
    out.printf("done: %s%n", how);
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
