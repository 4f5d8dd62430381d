/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterTallyTest {
  private final CounterTally tally = new CounterTally();

  /** Padding always adds at least one byte, so a full rate needs one more permutation. */
  @ParameterizedTest
  @CsvSource({"0,1", "135,1", "136,2", "271,2", "272,3", "-1,0"})
  void keccakPermutations(final long bytes, final long permutations) {
    tally.keccak(bytes);
    assertThat(tally.counters().keccakHashes()).isEqualTo(permutations);
  }

  /** One bit and 8 bytes of length are padded. */
  @ParameterizedTest
  @CsvSource({"0,1", "55,1", "56,2", "119,2", "120,3"})
  void sha256Compressions(final long bytes, final long compressions) {
    tally.sha256(bytes);
    assertThat(tally.counters().sha256Hashes()).isEqualTo(compressions);
  }

  @Test
  void instructionsByTheirClass() {
    for (final int opcode : new int[] {0x01, 0x02, 0x08, 0x10, 0x20, 0x51, 0x5b, 0x60}) {
      tally.instruction(opcode);
    }
    assertThat(tally.counters()).isEqualTo(new ChainReader.ExecutionCounters(0, 0, 1, 2, 2, 8));
  }
}
