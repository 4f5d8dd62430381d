/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a check ended.
 *
 * @param seen what the node did, or why the check was skipped
 * @param figures measured numbers, by name with the unit in it
 */
public record Outcome(Verdict verdict, String seen, Map<String, Number> figures) {
  /** The three ends of a check. */
  public enum Verdict {
    PASS,
    FAIL,
    SKIP
  }

  public Outcome {
    figures = Map.copyOf(figures);
  }

  static Outcome pass(final String seen) {
    return new Outcome(Verdict.PASS, seen, Map.of());
  }

  static Outcome fail(final String seen) {
    return new Outcome(Verdict.FAIL, seen, Map.of());
  }

  static Outcome skip(final String reason) {
    return new Outcome(Verdict.SKIP, reason, Map.of());
  }

  static Outcome of(final boolean passed, final String seen) {
    return passed ? pass(seen) : fail(seen);
  }

  Outcome with(final String figure, final Number value) {
    final Map<String, Number> more = new LinkedHashMap<>(figures);
    more.put(figure, value);
    return new Outcome(verdict, seen, more);
  }
}
