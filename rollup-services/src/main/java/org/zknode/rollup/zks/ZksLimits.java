/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;

/** Limits of the zks driver. */
final class ZksLimits {
  /** Frames that wait for one connection's worker, as upstream's transport. */
  static final int INBOX_FRAMES = 1024;

  /** Bytes of frames that wait for one connection's worker, as upstream's transport. */
  static final int INBOX_BYTES = 32 * 1024 * 1024;

  /** From this many waiting bytes on, the transport is asked to stop reading. */
  static final int PAUSE_ABOVE_BYTES = 8 * 1024 * 1024;

  /** Below this many waiting bytes, the transport is asked to go on: pauses stay short. */
  static final int RESUME_BELOW_BYTES = 6 * 1024 * 1024;

  /** A peer whose outbound queue stays full for this long is cut. */
  static final Duration SLOW_READER_TIMEOUT = Duration.ofSeconds(60);

  /** Pause before a full outbound queue is tried again. */
  static final Duration SEND_RETRY = Duration.ofMillis(5);

  /** How often the main node looks for a new block when nobody signals one (spec zks-wire 5.2). */
  static final Duration SOURCE_POLL = Duration.ofMillis(50);

  /** Pause after the source or the engine could not answer. */
  static final Duration SOURCE_RETRY = Duration.ofSeconds(1);

  /** Longest wait of a worker that has nothing to do; wake-ups cut it short. */
  static final Duration IDLE = Duration.ofSeconds(1);

  /** Batches that wait for the verifier (upstream: 128); the main node asks one at a time. */
  static final int VERIFICATION_QUEUE = 16;

  /** How long stop() waits for a worker. */
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private ZksLimits() {}
}
