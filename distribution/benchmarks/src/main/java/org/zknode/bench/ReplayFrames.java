/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capabilities;

/**
 * Ready-made frames as a replay sends them, for connections that only carry bytes.
 *
 * @param records in each frame
 */
public record ReplayFrames(List<Bytes> payloads, int records) {
  /** Enough different ones that nothing gains from seeing the same one again. */
  private static final int FRAMES = 16;

  /** The first frames of that chain's replay. */
  public static ReplayFrames of(final BenchChain chain) {
    final RecordFormat format = Capabilities.ZKS_5.records().orElseThrow();
    final int size = format.encode(chain.replayRecord(1)).size();
    final int perFrame =
        Math.clamp(WireLimits.MAX_BATCH_BYTES / size, 1, WireLimits.MAX_BLOCKS_PER_MESSAGE);
    final List<Bytes> payloads = new ArrayList<>();
    long number = 1;
    for (int frame = 0; frame < FRAMES; frame++) {
      final List<Bytes> records = new ArrayList<>();
      for (int i = 0; i < perFrame; i++) {
        records.add(format.encode(chain.replayRecord(number++)));
      }
      payloads.add(new BlockReplays(records).encode());
    }
    return new ReplayFrames(payloads, perFrame);
  }
}
