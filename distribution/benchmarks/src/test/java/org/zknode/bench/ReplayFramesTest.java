/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.zknode.zks.protocol.MainNodeReplay;
import org.zknode.zks.protocol.OversizeRecord;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.GetBlockReplays;

class ReplayFramesTest {
  /** Records that a benchmark gets to within minutes. */
  private static final long LATER = 5_000_000;

  private static final double ALIKE = 0.02;

  private static List<Bytes> messagesFrom(final BenchChain chain, final long block, final int count)
      throws ProtocolViolation, OversizeRecord {
    final RecordFormat format = Capabilities.ZKS_5.records().orElseThrow();
    final MainNodeReplay replay = new MainNodeReplay();
    replay.requested(GetBlockReplays.from(block, 64));
    final List<Bytes> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(
          replay
              .next((number, key) -> Optional.of(format.item(chain.replayRecord(number))))
              .orElseThrow()
              .message()
              .encode());
    }
    return messages;
  }

  private static double compressed(final List<Bytes> messages) throws IOException {
    double sum = 0;
    for (final Bytes message : messages) {
      sum += Snappy.compress(message.toArrayUnsafe()).length;
    }
    return sum / messages.size();
  }

  /** Else the bare connection carries less, or more, than the replay that it is compared with. */
  @ParameterizedTest
  @EnumSource(CodecWork.Size.class)
  void aReplayHasTheSameBytesOnTheWireWhereverItIs(final CodecWork.Size size) throws Exception {
    final BenchChain chain = size.chain();
    final List<Bytes> bare = ReplayFrames.of(chain).payloads();
    final List<Bytes> later = messagesFrom(chain, BenchChain.FIRST_BLOCK + LATER, bare.size());

    assertThat(compressed(bare) / compressed(later)).isBetween(1 - ALIKE, 1 + ALIKE);
    assertThat(later).allSatisfy(m -> assertThat(m.size()).isEqualTo(bare.getFirst().size()));
  }
}
