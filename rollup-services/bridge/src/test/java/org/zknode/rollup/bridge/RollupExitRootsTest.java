/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L1InfoTree;

class RollupExitRootsTest {
  private static final Bytes32 FIRST = Keccak256.hash(Bytes32.ZERO);
  private static final Bytes32 THIRD = Keccak256.hash(FIRST);

  @Test
  void nothingVerifiedIsZero() {
    assertThat(RollupExitRoots.NONE.root()).isEqualTo(Bytes32.ZERO);
    assertThat(RollupExitRoots.NONE.of(1)).isEqualTo(Bytes32.ZERO);
  }

  @Test
  void aRollupStandsAtItsIdLessOne() {
    final RollupExitRoots roots = RollupExitRoots.NONE.with(3, THIRD).with(1, FIRST);
    assertThat(roots.root()).isEqualTo(L1InfoTree.of(List.of(FIRST, Bytes32.ZERO, THIRD)).root());
    assertThat(L1InfoTree.verify(THIRD, 2, roots.proof(3), roots.root())).isTrue();
    assertThat(L1InfoTree.verify(Bytes32.ZERO, 1, roots.proof(2), roots.root())).isTrue();
    assertThat(L1InfoTree.verify(Bytes32.ZERO, 8, roots.proof(9), roots.root())).isTrue();
  }

  @Test
  void theNewestCounts() {
    assertThat(RollupExitRoots.NONE.with(1, FIRST).with(1, THIRD))
        .isEqualTo(RollupExitRoots.NONE.with(1, THIRD));
  }

  @Test
  void anIdOutOfRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RollupExitRoots.NONE.with(0, FIRST))
        .withMessage("rollup id 0 is not between 1 and 4096");
    assertThatIllegalArgumentException().isThrownBy(() -> RollupExitRoots.NONE.proof(4097));
  }
}
