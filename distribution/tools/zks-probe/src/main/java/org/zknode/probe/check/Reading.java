/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;

/**
 * How the reading of a replay stream ended.
 *
 * @param what for people
 */
record Reading(Kind kind, String what) {
  enum Kind {
    /** All wanted records came. */
    COMPLETE,
    /** Fewer came, and then nothing although the connection is there. */
    SILENCE,
    /** The connection ended first. */
    ENDED,
    /** Something wrong came. */
    WRONG
  }

  /** Empty when all wanted records came, else what happened. */
  Optional<String> trouble() {
    return kind == Kind.COMPLETE ? Optional.empty() : Optional.of(what);
  }

  /** As {@link #trouble}, where silence is none: a chain may have no further block yet. */
  Optional<String> troubleButSilence() {
    return kind == Kind.SILENCE ? Optional.empty() : trouble();
  }
}
