/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.tuweni.bytes.Bytes;

/** Fuzz target of the RLP reader: what it reads has one encoding, everything else is refused. */
class RlpFuzzTest {
  /** Deeper nesting is cut: the recursion is this test's, the reader has none. */
  private static final int MAX_DEPTH = 64;

  @FuzzTest
  void reader(final byte[] data) {
    final RlpReader reader = RlpReader.of(Bytes.wrap(data));
    final RlpWriter writer = new RlpWriter();
    try {
      copy(reader, writer, 0);
    } catch (final RlpException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(writer.toBytes()).isEqualTo(Bytes.wrap(data));
  }

  private static void copy(final RlpReader reader, final RlpWriter writer, final int depth) {
    while (!reader.atEnd()) {
      if (!reader.nextIsList()) {
        writer.bytes(reader.bytes());
      } else if (depth == MAX_DEPTH) {
        writer.raw(reader.rawItem());
      } else {
        final RlpReader inner = reader.list();
        writer.list(w -> copy(inner, w, depth + 1));
      }
    }
  }

  /** All reads agree on what an integer is, and differ in how long it may be. */
  @FuzzTest
  void integers(final byte[] data) {
    final Bytes item = Bytes.wrap(data);
    try {
      final byte[] word = new byte[32];
      RlpReader.of(item).uint256(word, 0);
      assertThat(RlpReader.of(item).uint256()).isEqualTo(new java.math.BigInteger(1, word));
      assertThat(new RlpWriter().integer(RlpReader.of(item).uint256()).toBytes())
          .isEqualTo(RlpReader.of(item).rawItem());
      final long number = RlpReader.of(item).uint64();
      assertThat(new RlpWriter().uint64(number).toBytes()).isEqualTo(RlpReader.of(item).rawItem());
      assertThat(RlpReader.of(item).uint63()).isEqualTo(number);
      assertThat(RlpReader.of(item).uint32()).isEqualTo(number);
      assertThat(RlpReader.of(item).uint(8)).isEqualTo((int) number);
    } catch (final RlpException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
