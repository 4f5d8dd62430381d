/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.RecordOverride;

/**
 * The external node's replay on one connection (docs/spec/zks-connection.md, "External node's
 * replay"): one request, consecutive records, and a watchdog. Times are nanoseconds of a monotonic
 * clock.
 */
public final class ExternalNodeReplay {
  private final int maxBlocksPerMessage;
  private final List<RecordOverride> overrides;
  private final long inactivityNanos;
  // Records of the last message that wait to be taken: the expected numbers, one after the other.
  private final ArrayDeque<ReplayRecord> pending = new ArrayDeque<>();
  private Optional<ProtocolViolation> fault = Optional.empty();
  private OptionalLong start = OptionalLong.empty();
  private volatile long cursor;
  private long waitingSince;

  /**
   * @param maxBlocksPerMessage cut to 1..64
   */
  public ExternalNodeReplay(
      final int maxBlocksPerMessage,
      final List<RecordOverride> overrides,
      final Duration inactivityTimeout) {
    this.maxBlocksPerMessage =
        Math.clamp(maxBlocksPerMessage, 1, WireLimits.MAX_BLOCKS_PER_MESSAGE);
    this.overrides = List.copyOf(overrides);
    this.inactivityNanos = inactivityTimeout.toNanos();
  }

  /**
   * The request with which the stream starts; once per connection.
   *
   * @param nextBlock first block wanted
   */
  public GetBlockReplays start(final long nextBlock, final long nowNanos) {
    if (started()) {
      throw new IllegalStateException("one GetBlockReplays per connection");
    }
    cursor = nextBlock;
    start = OptionalLong.of(nextBlock);
    waitingSince = nowNanos;
    return new GetBlockReplays(nextBlock, overrides, OptionalLong.of(maxBlocksPerMessage));
  }

  public boolean started() {
    return start.isPresent();
  }

  /** First block asked for. */
  public long start() {
    return start.orElseThrow();
  }

  /** Next block expected. */
  public long cursor() {
    return cursor;
  }

  /**
   * Takes a message apart. Records before one with an unexpected number are still good; the
   * violation is then the {@link #fault}.
   *
   * @throws ZksDecodeException a record that is not of that format: none of the message is used
   * @throws ProtocolViolation nothing was asked for
   */
  public void received(final BlockReplays message, final RecordFormat format)
      throws ZksDecodeException, ProtocolViolation {
    if (!started()) {
      throw new ProtocolViolation("BlockReplays without a request");
    }
    final ArrayDeque<ReplayRecord> decoded = new ArrayDeque<>();
    long expected = cursor;
    for (final Bytes encoded : message.records()) {
      final ReplayRecord replayRecord = format.decode(encoded);
      if (fault.isEmpty() && replayRecord.blockNumber() != expected) {
        fault =
            Optional.of(
                new ProtocolViolation(
                    "replay of block %s where %d was expected"
                        .formatted(Long.toUnsignedString(replayRecord.blockNumber()), expected)));
      }
      if (fault.isEmpty()) {
        decoded.add(replayRecord);
        expected++;
      }
    }
    pending.addAll(decoded);
  }

  /** The record to be taken now. */
  public Optional<ReplayRecord> next() {
    return Optional.ofNullable(pending.peek());
  }

  /** That record and those that came with it, in order. */
  public List<ReplayRecord> waiting() {
    return List.copyOf(pending);
  }

  public boolean hasPending() {
    return !pending.isEmpty();
  }

  /** What was wrong with the message after the records that could be taken. */
  public Optional<ProtocolViolation> fault() {
    return fault;
  }

  /**
   * The record is in the pipeline. The peer is waited for from now on: time spent in our own
   * pipeline does not count against it, and messages without records do not help it.
   */
  public void taken(final long nowNanos) {
    pending.remove();
    cursor++;
    waitingSince = nowNanos;
  }

  /** True when the peer brought nothing for the whole timeout. */
  public boolean stalled(final long nowNanos) {
    return started() && nowNanos - waitingSince >= inactivityNanos;
  }
}
