/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;

class BatchDerivationTest {
  private static final Address COINBASE =
      Address.fromHex("0x00000000000000000000000000000000000000c0");
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, COINBASE, 30_000_000L);
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 7);
  private static final L2Block PARENT =
      new L2Block(
          41,
          Bytes32.repeat((byte) 1),
          Bytes32.ZERO,
          Bytes32.ZERO,
          1000,
          COINBASE,
          30_000_000L,
          0,
          UInt256.ZERO,
          List.of());

  private static List<BlockInput> derive(final BatchBlock... blocks) {
    return BatchDerivation.derive(
        List.of(blocks), PARENT, CHAIN, index -> index == 3 ? Optional.of(ROOT) : Optional.empty());
  }

  @Test
  void attributesFollowFromTheBatchDataAndTheParent() {
    final Bytes raw = Bytes.of(1, 2, 3);
    assertThat(derive(new BatchBlock(5, 3, List.of(raw)), new BatchBlock(2, 0, List.of())))
        .containsExactly(
            new BlockInput(
                new BlockAttributes(42, PARENT.hash(), 1005, COINBASE, 30_000_000L, 3, ROOT),
                List.of(raw)),
            new BlockInput(
                new BlockAttributes(43, Bytes32.ZERO, 1007, COINBASE, 30_000_000L, 0, Bytes32.ZERO),
                List.of()));
  }

  @Test
  void timestampsMustRiseAndIndexesMustHaveALeaf() {
    assertThatThrownBy(() -> derive(new BatchBlock(0, 0, List.of())))
        .isInstanceOf(BatchDerivationException.class)
        .hasMessageContaining("block 42 has delta timestamp 0");
    assertThatThrownBy(() -> derive(new BatchBlock(1, 4, List.of())))
        .isInstanceOf(BatchDerivationException.class)
        .hasMessageContaining("index 4, which has no leaf");
  }
}
