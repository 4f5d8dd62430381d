/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import org.zknode.zks.limit.Limit;

/** Times and marks of the zks driver that no peer can run into; those are in {@link Limit}. */
final class ZksLimits {
  /** From this many waiting bytes on, the transport is asked to stop reading. */
  static final int PAUSE_ABOVE_BYTES = 8 * 1024 * 1024;

  /** Below this many waiting bytes, the transport is asked to go on: pauses stay short. */
  static final int RESUME_BELOW_BYTES = 6 * 1024 * 1024;

  /**
   * From this many waiting messages on, the transport is asked to stop reading: one buffer of 64
   * KiB that was read before holds a thousand of the smallest, and must find room.
   */
  static final int PAUSE_ABOVE_MESSAGES = 512;

  /** Below this many waiting messages, the transport is asked to go on. */
  static final int RESUME_BELOW_MESSAGES = 256;

  /**
   * Waiting bytes of all connections from which on each one that adds to them is not read: an
   * eighth of the smallest heap that a Besu runs well with (1 GiB).
   */
  static final long PAUSE_ABOVE_TOTAL_BYTES = 128L << 20;

  /** Pause before a full outbound queue is tried again. */
  static final Duration SEND_RETRY = Duration.ofMillis(5);

  /**
   * How often the main node looks for a new block when nobody signals one
   * (docs/spec/zks-connection.md, "Main node's replay").
   */
  static final Duration SOURCE_POLL = Duration.ofMillis(50);

  /** Pause after the source or the engine could not answer. */
  static final Duration SOURCE_RETRY = Duration.ofSeconds(1);

  /** How long a record that no message carries is not looked at again: it is encoded for it. */
  static final Duration OVERSIZE_RETRY = Duration.ofMinutes(1);

  /** Longest wait of a worker that has nothing to do; wake-ups cut it short. */
  static final Duration IDLE = Duration.ofSeconds(1);

  /** How often the hub looks whether a peer has a connection too many. */
  static final Duration SETTLE = Duration.ofSeconds(1);

  /** How long stop() waits for a worker. */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private ZksLimits() {}
}
