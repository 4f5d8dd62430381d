/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

class ReplayFramesTest {
  /** Records that a benchmark gets to within minutes. */
  private static final long LATER = 5_000_000;

  private static final double ALIKE = 0.02;

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
  void aReplayHasTheSameBytesOnTheWireWhereverItIs(final CodecWork.Size size) throws IOException {
    final BenchChain chain = size.chain();
    final List<Bytes> bare = ReplayFrames.of(chain).payloads();
    final List<Bytes> later = ReplayFrames.of(chain, BenchChain.FIRST_BLOCK + LATER).payloads();

    assertThat(compressed(bare) / compressed(later)).isBetween(1 - ALIKE, 1 + ALIKE);
    assertThat(later).allSatisfy(m -> assertThat(m.size()).isEqualTo(bare.getFirst().size()));
  }
}
