/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.GetBlockReplays;

/**
 * The main node's replay on one connection (docs/spec/zks-connection.md, "Main node's replay"): one
 * request, then records in ascending order for as long as the connection lives.
 */
public final class MainNodeReplay {
  /** Consecutive blocks to send; {@code message} holds the records of {@code first..last}. */
  public record Batch(long first, long last, BlockReplays message) {}

  private final Map<Long, Bytes> overrides = new HashMap<>();
  private Optional<GetBlockReplays> request = Optional.empty();
  private long nextBlock;
  // Read already, but did not fit into the message before.
  private Optional<RecordItem> carried = Optional.empty();

  /**
   * The peer's request.
   *
   * @throws ProtocolViolation a second request (exactly one per connection), or a block number that
   *     no chain reaches
   */
  public void requested(final GetBlockReplays message) throws ProtocolViolation {
    if (request.isPresent()) {
      throw new ProtocolViolation(
          Limit.REQUESTS_PER_CONNECTION, "second GetBlockReplays on one connection");
    }
    if (message.startingBlock() < 0) {
      throw new ProtocolViolation(
          Limit.WIRE_INTEGER, "starting block " + Long.toUnsignedString(message.startingBlock()));
    }
    request = Optional.of(message);
    nextBlock = message.startingBlock();
    message.overrides().forEach(o -> overrides.put(o.blockNumber(), o.dbKey()));
  }

  public boolean streaming() {
    return request.isPresent();
  }

  /** The block that the next message starts with; empty before the request. */
  public OptionalLong nextBlock() {
    return request.isPresent() ? OptionalLong.of(nextBlock) : OptionalLong.empty();
  }

  /**
   * The next message, as long as the peer's and our limits allow, of what is there now.
   *
   * @return empty when nothing was requested or no further block is there
   * @throws OversizeRecord a record that no message may carry
   */
  public Optional<Batch> next(final RecordSource source) throws OversizeRecord {
    if (request.isEmpty()) {
      return Optional.empty();
    }
    final int maxBlocks = request.get().effectiveMaxBlocks();
    final List<RecordItem> records = new ArrayList<>();
    final long first = nextBlock;
    // The state changes only at the end: the source may throw, and is then asked again.
    Optional<RecordItem> held = carried;
    long bytes = 0;
    while (records.size() < maxBlocks && bytes < WireLimits.TARGET_BATCH_BYTES) {
      if (held.isEmpty()) {
        held = read(source, first + records.size());
      }
      if (held.isEmpty() || bytes + held.get().size() > WireLimits.MAX_BATCH_BYTES) {
        break;
      }
      bytes += held.get().size();
      records.add(held.get());
      held = Optional.empty();
    }
    if (records.isEmpty() && held.isPresent()) {
      throw new OversizeRecord(first, held.get().size());
    }
    carried = held;
    nextBlock = first + records.size();
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(new Batch(first, nextBlock - 1, BlockReplays.of(records)));
  }

  private Optional<RecordItem> read(final RecordSource source, final long number) {
    return source.record(number, Optional.ofNullable(overrides.get(number)));
  }
}
