/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.LimitException;
import org.zknode.zks.limit.WireLimits;

/**
 * The external node asks for the stream of blocks (docs/spec/zks-wire.md, "Replay messages"); once
 * per connection.
 *
 * @param startingBlock first block wanted, unsigned 64-bit
 * @param overrides normally empty
 * @param maxBlocksPerMessage absent in the first releases; zero cannot be expressed on the wire
 */
public record GetBlockReplays(
    long startingBlock, List<RecordOverride> overrides, OptionalLong maxBlocksPerMessage)
    implements ZksMessage {

  public GetBlockReplays {
    overrides = List.copyOf(overrides);
    if (maxBlocksPerMessage.isPresent() && maxBlocksPerMessage.getAsLong() == 0) {
      throw new IllegalArgumentException("max blocks per message 0 has no encoding");
    }
  }

  /** A request without overrides; the count is cut to 1..64 as upstream does. */
  public static GetBlockReplays from(final long startingBlock, final int maxBlocksPerMessage) {
    return new GetBlockReplays(
        startingBlock,
        List.of(),
        OptionalLong.of(Math.clamp(maxBlocksPerMessage, 1, WireLimits.MAX_BLOCKS_PER_MESSAGE)));
  }

  /** Records per message that the answering side may send: 1 when absent, 64 at the most. */
  public int effectiveMaxBlocks() {
    final long wanted = maxBlocksPerMessage.orElse(1);
    // Unsigned: a negative long is a huge count.
    return wanted < 0
        ? WireLimits.MAX_BLOCKS_PER_MESSAGE
        : Math.clamp(wanted, 1, WireLimits.MAX_BLOCKS_PER_MESSAGE);
  }

  @Override
  public MessageType type() {
    return MessageType.GET_BLOCK_REPLAYS;
  }

  @Override
  public void write(final RlpWriter out) {
    out.list(
        fields -> {
          fields.uint64(startingBlock);
          fields.list(
              items ->
                  overrides.forEach(
                      o -> items.list(item -> item.uint64(o.blockNumber()).bytes(o.dbKey()))));
          maxBlocksPerMessage.ifPresent(fields::uint64);
        });
  }

  static GetBlockReplays read(final RlpReader body) {
    final RlpReader fields = body.list();
    final long startingBlock = fields.uint64();
    final RlpReader items = fields.list();
    final List<RecordOverride> overrides = new ArrayList<>();
    while (!items.atEnd()) {
      if (overrides.size() == WireLimits.MAX_OVERRIDES) {
        throw new LimitException(
            Limit.OVERRIDES, "more than %d overrides".formatted(WireLimits.MAX_OVERRIDES));
      }
      overrides.add(readOverride(items.list()));
    }
    OptionalLong maxBlocks = OptionalLong.empty();
    if (!fields.atEnd()) {
      final long value = fields.uint64();
      maxBlocks = value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
    fields.expectEnd();
    return new GetBlockReplays(startingBlock, overrides, maxBlocks);
  }

  private static RecordOverride readOverride(final RlpReader item) {
    final long number = item.uint64();
    final Bytes key = item.bytes();
    item.expectEnd();
    if (key.size() > WireLimits.MAX_OVERRIDE_KEY_BYTES) {
      throw new LimitException(
          Limit.OVERRIDE_KEY_BYTES, "override key of %d bytes".formatted(key.size()));
    }
    return new RecordOverride(number, key);
  }
}
