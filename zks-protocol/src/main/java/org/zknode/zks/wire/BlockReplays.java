/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.LimitException;
import org.zknode.zks.limit.WireLimits;

/**
 * Consecutive blocks, ascending (spec zks-wire 2.1). On the wire a list in a list.
 *
 * @param records each one RLP item; decode them with the capability's record format
 */
public record BlockReplays(List<Bytes> records) implements ZksMessage {
  public BlockReplays {
    records = List.copyOf(records);
  }

  @Override
  public MessageType type() {
    return MessageType.BLOCK_REPLAYS;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(fields -> fields.list(items -> records.forEach(items::raw)));
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
}
