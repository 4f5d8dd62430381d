/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.Event;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;

/** Judges the answer to one GetBlockReplays, message by message. */
final class ReplayStream {
  private final Capability zks;
  private final RecordFormat format;
  private final int maxBlocks;
  private final Dialect dialect;
  private long next;
  private long records;
  private long messages;
  private long bytes;
  private Optional<ReplayRecord> last = Optional.empty();

  /**
   * @param maxBlocks records that one message may hold
   */
  ReplayStream(final Capability zks, final long from, final int maxBlocks, final Dialect dialect) {
    this.zks = zks;
    this.format = zks.records().orElseThrow();
    this.next = from;
    this.maxBlocks = maxBlocks;
    this.dialect = dialect;
  }

  long next() {
    return next;
  }

  long records() {
    return records;
  }

  long messages() {
    return messages;
  }

  /** Of all records. */
  long bytes() {
    return bytes;
  }

  /** Of the last record, for people; empty before the first one. */
  String chainId() {
    return last.map(r -> Long.toUnsignedString(r.context().chainId())).orElse("");
  }

  /** Takes a BlockReplays; every other message is left alone. */
  boolean accept(final Event.Received received) throws Violation {
    if (!received.capability().equals(zks)) {
      return false;
    }
    final BlockReplays message;
    try {
      if (!(received.decode() instanceof BlockReplays replays)) {
        return false;
      }
      message = replays;
    } catch (final ZksDecodeException e) {
      throw new Violation("a message that does not decode: " + e.getMessage());
    }
    messages++;
    if (message.records().size() > maxBlocks) {
      throw new Violation(
          "%d records in one message, at most %d wanted"
              .formatted(message.records().size(), maxBlocks));
    }
    long size = 0;
    for (final Bytes record : message.records()) {
      size += record.size();
      take(record);
    }
    if (size > dialect.maxBatchBytes() && message.records().size() > 1) {
      throw new Violation(
          "records of %d bytes in one message, at most %d"
              .formatted(size, dialect.maxBatchBytes()));
    }
    bytes += size;
    return true;
  }

  private void take(final Bytes encoded) throws Violation {
    final ReplayRecord record;
    try {
      record = format.decode(encoded);
    } catch (final ZksDecodeException e) {
      throw new Violation("record %d: %s".formatted(next, e.getMessage()));
    }
    if (record.blockNumber() != next) {
      throw new Violation("block %d where %d is next".formatted(record.blockNumber(), next));
    }
    if (!format.encode(record).equals(encoded)) {
      throw new Violation("record of block %d is not in its canonical form".formatted(next));
    }
    if (last.isPresent()) {
      compare(last.get(), record);
    }
    last = Optional.of(record);
    records++;
    next++;
  }

  private void compare(final ReplayRecord before, final ReplayRecord record) throws Violation {
    if (before.context().chainId() != record.context().chainId()) {
      throw new Violation(
          "block %d is of chain %d, the one before of chain %d"
              .formatted(next, record.context().chainId(), before.context().chainId()));
    }
    final long timestamp = record.context().timestamp();
    if (record.previousBlockTimestamp() != before.context().timestamp()
        || Long.compareUnsigned(timestamp, before.context().timestamp()) < 0) {
      throw new Violation(
          "block %d has time %d and says %d of the one before, which has %d"
              .formatted(
                  next, timestamp, record.previousBlockTimestamp(), before.context().timestamp()));
    }
    final BlockHashes hashes = record.context().blockHashes();
    for (int i = 0; i < BlockHashes.COUNT - 1; i++) {
      if (!hashes.get(i).equals(before.context().blockHashes().get(i + 1))) {
        throw new Violation(
            "block hash %d of block %d is not hash %d of the block before"
                .formatted(i, next, i + 1));
      }
    }
    if (dialect.outputHashIsBlockHash() && !hashes.parent().equals(before.blockOutputHash())) {
      throw new Violation(
          "block %d has the parent %s, but the block before has the hash %s"
              .formatted(next, hashes.parent(), before.blockOutputHash()));
    }
  }
}
