/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.time.Duration;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.GetBlockReplays;

/**
 * The external node's side of {@code zks} on one connection (spec zks-wire 5.3): cursor, sequence
 * check and watchdog. Not thread-safe; time is given in, as monotonic nanoseconds.
 */
public final class ExternalNodeReplay {
  private final long inactivityNanos;
  private final int maxBlocksPerMessage;
  private long cursor;
  private long waitingSince;
  private boolean started;

  /**
   * @param inactivityTimeout must exceed the block cadence: an idle chain sends nothing
   */
  public ExternalNodeReplay(final int maxBlocksPerMessage, final Duration inactivityTimeout) {
    this.maxBlocksPerMessage = maxBlocksPerMessage;
    this.inactivityNanos = inactivityTimeout.toNanos();
  }

  /**
   * The request with which the stream starts; once per connection.
   *
   * @param nextBlock first block wanted
   */
  public GetBlockReplays start(final long nextBlock, final long nowNanos) {
    if (started) {
      throw new IllegalStateException("one GetBlockReplays per connection");
    }
    started = true;
    cursor = nextBlock;
    waitingSince = nowNanos;
    return GetBlockReplays.from(nextBlock, maxBlocksPerMessage);
  }

  public boolean started() {
    return started;
  }

  /** Next block expected. */
  public long cursor() {
    return cursor;
  }

  /**
   * Checks that the record is the expected one. The cursor moves only when the record was taken.
   *
   * @throws ProtocolViolation another block, or nothing was asked for
   */
  public void check(final ReplayRecord replayRecord) throws ProtocolViolation {
    if (!started) {
      throw new ProtocolViolation("BlockReplays without a request");
    }
    if (replayRecord.blockNumber() != cursor) {
      throw new ProtocolViolation(
          "replay of block %s where %d was expected"
              .formatted(Long.toUnsignedString(replayRecord.blockNumber()), cursor));
    }
  }

  /** The checked record is in the pipeline. */
  public void taken() {
    cursor++;
  }

  /**
   * The node waits for the peer from now on. Called after each message was dealt with, so that time
   * spent in our own pipeline does not count against the peer.
   */
  public void waiting(final long nowNanos) {
    waitingSince = nowNanos;
  }

  /** True when the peer brought nothing for the whole timeout. */
  public boolean stalled(final long nowNanos) {
    return started && nowNanos - waitingSince >= inactivityNanos;
  }
}
