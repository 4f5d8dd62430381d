/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.LimitException;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordItem;

/**
 * Consecutive blocks, ascending (docs/spec/zks-wire.md, "Replay messages"). On the wire a list in a
 * list.
 */
public final class BlockReplays implements ZksMessage {
  private final List<RecordItem> items;

  /**
   * @param records each one RLP item
   */
  public BlockReplays(final List<Bytes> records) {
    this(records.stream().map(RecordItem::of));
  }

  private BlockReplays(final Stream<RecordItem> items) {
    this.items = items.toList();
  }

  /** Of records that are encoded with the message. */
  public static BlockReplays of(final List<RecordItem> records) {
    return new BlockReplays(records.stream());
  }

  /** Each one RLP item; decode them with the capability's record format. */
  public List<Bytes> records() {
    return items.stream().map(RecordItem::bytes).toList();
  }

  @Override
  public MessageType type() {
    return MessageType.BLOCK_REPLAYS;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(fields -> fields.list(list -> items.forEach(item -> item.write(list))));
  }

  @Override
  public Bytes encode() {
    // Megabytes: written once, into an array of the right size.
    return RlpWriter.encode(this::write);
  }

  static BlockReplays read(final RlpReader body) {
    final RlpReader fields = body.list();
    final RlpReader items = fields.list();
    fields.expectEnd();
    final List<Bytes> records = new ArrayList<>();
    while (!items.atEnd()) {
      if (records.size() == WireLimits.MAX_BLOCKS_PER_MESSAGE) {
        throw new LimitException(
            Limit.BATCH_RECORDS,
            "more than %d records".formatted(WireLimits.MAX_BLOCKS_PER_MESSAGE));
      }
      records.add(items.rawItem());
    }
    return new BlockReplays(records);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof BlockReplays that && records().equals(that.records());
  }

  @Override
  public int hashCode() {
    return records().hashCode();
  }

  @Override
  public String toString() {
    return "BlockReplays[%d records]".formatted(items.size());
  }
}
