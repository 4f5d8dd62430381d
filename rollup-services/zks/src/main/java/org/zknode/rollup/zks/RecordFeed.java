/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Source;
import org.zknode.zks.protocol.RecordSource;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordItem;

/**
 * Records of one connection's replay. Keeps the window of the last 256 hashes, so that consecutive
 * blocks cost no further reads.
 */
final class RecordFeed implements RecordSource {
  private final Source source;
  private final ReplayRecordMapper mapper;
  private final RecordFormat format;
  private BlockHashes window = BlockHashes.NONE;

  /** Of the last two blocks: the last one may wait for the next message. */
  private long number;

  private long timestamp;
  private long timestampBefore;

  RecordFeed(final Source source, final ReplayRecordMapper mapper, final RecordFormat format) {
    this.source = source;
    this.mapper = mapper;
    this.format = format;
  }

  @Override
  public Optional<RecordItem> record(final long number, final Optional<Bytes> overrideKey) {
    return (overrideKey.isPresent()
            ? source.override(number, overrideKey.get())
            : source.block(number))
        .map(this::item);
  }

  private RecordItem item(final ReplayBlock block) {
    final Bytes32 parent = block.attributes().parentHash();
    if (!window.parent().equals(parent)) {
      window = ancestors(block.attributes().number(), parent);
    }
    final RecordItem item = format.item(mapper.toRecord(block, window));
    window = window.append(block.hash());
    timestampBefore = timestamp;
    timestamp = block.attributes().timestamp();
    number = block.attributes().number();
    return item;
  }

  /** Seconds, of the last block of a message, which was the last that was read or that before. */
  long timestamp(final long last) {
    return last == number ? timestamp : timestampBefore;
  }

  private BlockHashes ancestors(final long number, final Bytes32 parent) {
    final List<Bytes32> hashes = new ArrayList<>();
    for (long n = Math.max(0, number - BlockHashes.COUNT); n < number - 1; n++) {
      hashes.add(hash(n));
    }
    if (number > 0) {
      hashes.add(parent);
    }
    return BlockHashes.of(hashes);
  }

  private Bytes32 hash(final long number) {
    return source
        .hash(number)
        // A source may not have the genesis block; its hash is in block 1.
        .or(() -> source.block(number + 1).map(b -> b.attributes().parentHash()))
        .orElse(Bytes32.ZERO);
  }
}
