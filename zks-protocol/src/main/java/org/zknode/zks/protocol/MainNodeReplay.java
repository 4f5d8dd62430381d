/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.GetBlockReplays;

/**
 * The main node's side of {@code zks} on one connection (spec zks-wire 5.2). Not thread-safe; does
 * no IO: the caller asks for the next message whenever it can send one.
 */
public final class MainNodeReplay {
  /**
   * Records in one message, in bytes: below the inbound limits of the receivers (10 MiB on Besu, 16
   * MiB in devp2p). A single longer record goes alone.
   */
  public static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

  /** Consecutive blocks to send; {@code message} holds the records of {@code first..last}. */
  public record Batch(long first, long last, BlockReplays message) {}

  private Optional<GetBlockReplays> request = Optional.empty();
  private long nextBlock;
  // Read already, but did not fit into the message before.
  private Optional<Bytes> carried = Optional.empty();

  /**
   * The peer's request.
   *
   * @throws ProtocolViolation a second request (exactly one per connection), or a block number that
   *     no chain reaches
   */
  public void requested(final GetBlockReplays message) throws ProtocolViolation {
    if (request.isPresent()) {
      throw new ProtocolViolation("second GetBlockReplays on one connection");
    }
    if (message.startingBlock() < 0) {
      throw new ProtocolViolation(
          "starting block " + Long.toUnsignedString(message.startingBlock()));
    }
    request = Optional.of(message);
    nextBlock = message.startingBlock();
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
   * @param source encoded record of a block, empty while there is none; asked in ascending order
   * @return empty when nothing was requested or no further block is there
   */
  public Optional<Batch> next(final LongFunction<Optional<Bytes>> source) {
    if (request.isEmpty()) {
      return Optional.empty();
    }
    final int maxBlocks = request.get().effectiveMaxBlocks();
    final List<Bytes> records = new ArrayList<>();
    final long first = nextBlock;
    // The state changes only at the end: the source may throw, and is then asked again.
    Optional<Bytes> held = carried;
    long bytes = 0;
    while (records.size() < maxBlocks) {
      if (held.isEmpty()) {
        held = source.apply(first + records.size());
      }
      if (held.isEmpty() || (bytes + held.get().size() > MAX_BATCH_BYTES && !records.isEmpty())) {
        break;
      }
      bytes += held.get().size();
      records.add(held.get());
      held = Optional.empty();
    }
    carried = held;
    nextBlock = first + records.size();
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(new Batch(first, nextBlock - 1, new BlockReplays(records)));
  }
}
