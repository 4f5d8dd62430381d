/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.state.BlockInfo;

class ReplayRunTest {
  private static final long NOW = 10_000;

  private static Bytes32 hash(final long number) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(number));
  }

  private static ReplayBlock block(
      final long number,
      final Bytes32 parent,
      final long parentTimestamp,
      final long timestamp,
      final int bytes,
      final Bytes32 hash) {
    return new ReplayBlock(
        new BlockAttributes(number, parent, timestamp, Address.ZERO, 30, number / 3, Bytes32.ZERO),
        parentTimestamp,
        List.of(Bytes.wrap(new byte[bytes])),
        hash,
        BigInteger.ONE);
  }

  private static ReplayBlock good(final long number) {
    return block(number, hash(number - 1), 99 + number, 100 + number, 10, hash(number));
  }

  private static List<ReplayBlock> blocks() {
    final List<ReplayBlock> blocks = new ArrayList<>();
    for (long number = 7; number < 12; number++) {
      blocks.add(good(number));
    }
    return blocks;
  }

  private static int length(final int at, final UnaryOperator<ReplayBlock> change) {
    final List<ReplayBlock> blocks = blocks();
    blocks.set(at, change.apply(blocks.get(at)));
    return ReplayRun.of(blocks, NOW).length();
  }

  @Test
  void whatFollowsAsItSaysIsARun() {
    assertThat(ReplayRun.of(blocks(), NOW).blocks()).isEqualTo(blocks());
    assertThat(ReplayRun.of(blocks().subList(0, 1), NOW).length()).isEqualTo(1);
  }

  @Test
  void aRunEndsBeforeWhatDoesNotFollow() {
    assertThat(length(3, b -> good(11))).as("number").isEqualTo(3);
    assertThat(length(3, b -> block(10, hash(3), 109, 110, 10, hash(10)))).isEqualTo(3);
    assertThat(length(3, b -> block(10, hash(9), 108, 110, 10, hash(10)))).isEqualTo(3);
    assertThat(length(3, b -> block(10, hash(9), 109, 109, 10, hash(10)))).isEqualTo(3);
    assertThat(length(2, b -> block(9, hash(8), 108, 109, 10, hash(7))))
        .as("no two rows have one hash")
        .isEqualTo(2);
  }

  @Test
  void aRunEndsBeforeWhatHasNotTheFormOfABlock() {
    final int tooMuch = (int) ReplayBlockForm.MAX_BYTES + 1;
    assertThat(length(1, b -> block(8, hash(7), 107, 108, tooMuch, hash(8)))).isEqualTo(1);
    final long future = NOW + ReplayBlockForm.MAX_SECONDS_AHEAD + 1;
    assertThat(length(4, b -> block(11, hash(10), 110, future, 10, hash(11)))).isEqualTo(4);
  }

  @Test
  void aRunEndsBeforeALeafThatIsNotKnown() {
    final ReplayRun run = ReplayRun.of(blocks(), NOW);
    assertThat(run.leaves()).containsExactlyInAnyOrder(2L, 3L);
    final Map<Long, Bytes32> known = Map.of(0L, Bytes32.ZERO, 2L, hash(1));
    assertThat(run.upToUnknown(known).length()).isEqualTo(2);
    assertThat(run.upToUnknown(Map.of()).blocks()).isEqualTo(Collections.emptyList());
  }

  @Test
  void itsRowsAreThoseOfBlocksInNoBatch() {
    assertThat(ReplayRun.of(blocks(), NOW).cut(2).rows())
        .extracting(
            BlockInfo::number,
            BlockInfo::hash,
            BlockInfo::batchNumber,
            BlockInfo::timestamp,
            BlockInfo::l1InfoTreeIndex,
            BlockInfo::transactionCount)
        .containsExactly(tuple(7L, hash(7), 0L, 107L, 2L, 1), tuple(8L, hash(8), 0L, 108L, 2L, 1));
  }
}
