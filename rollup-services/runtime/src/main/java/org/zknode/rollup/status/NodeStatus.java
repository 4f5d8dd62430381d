/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The node's state machine: RUNNING, DEGRADED (reasons), HALTED (reason, evidence, what to do).
 * Thread-safe. Every change is logged and written to the event table by its implementation.
 */
public interface NodeStatus {
  enum State {
    RUNNING,
    DEGRADED,
    HALTED
  }

  /**
   * @param key stable id, for instance {@code l1-unreachable}
   * @param sinceMillis wall clock, milliseconds since the epoch
   */
  record Reason(String key, String text, long sinceMillis) {}

  /**
   * @param code what kind of halt, and so what to do
   * @param evidence what was seen, enough to reproduce: numbers, both hashes
   */
  record Halt(HaltCode code, String component, String reason, String evidence) {
    /** Stack frames that go into the evidence of a defect. */
    private static final int EVIDENCE_FRAMES = 6;

    /** A failure that nobody foresaw, errors of the virtual machine among them. */
    public static Halt defect(final String component, final Throwable failure) {
      final String frames =
          Arrays.stream(failure.getStackTrace())
              .limit(EVIDENCE_FRAMES)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining(" < "));
      return new Halt(
          HaltCode.DEFECT,
          component,
          "unexpected " + failure.getClass().getName(),
          "%s at %s".formatted(failure.getMessage(), frames));
    }

    /** The operator's way out. */
    public String whatToDo() {
      return code.whatToDo();
    }
  }

  record Snapshot(State state, List<Reason> reasons, List<Halt> halts) {}

  /** Idempotent: the same key again only replaces the text. */
  void degraded(String key, String text);

  /** The condition is over; no effect when it was not set. */
  void recovered(String key);

  /** Stops all writing roles for good (until the operator acts and restarts). */
  void halt(Halt halt);

  boolean isHalted();

  Snapshot snapshot();
}
