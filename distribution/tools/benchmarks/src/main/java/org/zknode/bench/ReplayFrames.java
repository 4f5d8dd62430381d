/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.protocol.MainNodeReplay;
import org.zknode.zks.protocol.OversizeRecord;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.GetBlockReplays;

/**
 * Ready-made messages as a replay sends them, for connections that only carry bytes: of the very
 * sizes, since the main node's own state machine fills them.
 *
 * @param records in each message
 */
public record ReplayFrames(List<Bytes> payloads, int records) {
  /** Enough different ones that nothing gains from seeing the same one again. */
  private static final int FRAMES = 16;

  public ReplayFrames {
    payloads = List.copyOf(payloads);
  }

  /** The first messages of that chain's replay. */
  public static ReplayFrames of(final BenchChain chain) {
    return of(chain, BenchChain.FIRST_BLOCK);
  }

  /** The first messages of a replay from that block on. */
  static ReplayFrames of(final BenchChain chain, final long firstBlock) {
    final RecordFormat format = Capabilities.ZKS_5.records().orElseThrow();
    final MainNodeReplay replay = new MainNodeReplay();
    final List<Bytes> payloads = new ArrayList<>();
    int records = 0;
    try {
      replay.requested(GetBlockReplays.from(firstBlock, WireLimits.MAX_BLOCKS_PER_MESSAGE));
      while (payloads.size() < FRAMES) {
        final MainNodeReplay.Batch batch =
            replay
                .next((number, key) -> Optional.of(format.item(chain.replayRecord(number))))
                .orElseThrow();
        payloads.add(batch.message().encode());
        records = batch.message().records().size();
      }
    } catch (final ProtocolViolation | OversizeRecord e) {
      throw new IllegalStateException("the benchmark's own chain cannot be replayed", e);
    }
    return new ReplayFrames(payloads, records);
  }
}
