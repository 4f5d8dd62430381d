/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

/** Windows of consecutive blocks share memory, and must not be seen to. */
class BlockHashesTest {
  /** Beyond the strip of the first window, and of the second one. */
  private static final int BLOCKS = 3_000;

  /** Some with leading zeros, which are shorter on the wire, and one that is a single byte. */
  private static Bytes32 hash(final int number) {
    return number % 7 == 0
        ? Bytes32.leftPad(Bytes.ofUnsignedShort(number % 300))
        : Bytes32.repeat((byte) (number % 251 + 1));
  }

  private static BlockHashes windowOf(final int last) {
    final List<Bytes32> hashes = new ArrayList<>();
    for (int n = Math.max(0, last - BlockHashes.COUNT + 1); n <= last; n++) {
      hashes.add(hash(n));
    }
    return BlockHashes.of(hashes);
  }

  @Test
  void appendingIsTheSameAsBeginningAnew() {
    BlockHashes window = windowOf(0);
    final List<BlockHashes> all = new ArrayList<>(List.of(window));
    for (int n = 1; n < BLOCKS; n++) {
      window = window.append(hash(n));
      all.add(window);
    }

    // Afterwards: none was changed by those that followed it.
    for (int n = 0; n < BLOCKS; n++) {
      assertThat(all.get(n)).as("window of %d", n).isEqualTo(windowOf(n));
      assertThat(all.get(n).parent()).isEqualTo(hash(n));
    }
  }

  /** After a reorg, or on another connection, a window gets another successor. */
  @Test
  void twoSuccessorsOfOneWindowDoNotTouchEachOther() {
    final BlockHashes before = windowOf(300).append(hash(301));
    final BlockHashes one = before.append(hash(302));
    final BlockHashes other = before.append(hash(999));

    assertThat(one).isEqualTo(windowOf(302));
    assertThat(one.get(255)).isEqualTo(hash(302));
    assertThat(other.get(255)).isEqualTo(hash(999));
    assertThat(other.get(254)).isEqualTo(hash(301));
    assertThat(before).isEqualTo(windowOf(301));
  }
}
