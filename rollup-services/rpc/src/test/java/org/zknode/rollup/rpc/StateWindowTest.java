/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.FakeEngine;

class StateWindowTest {
  private static StateWindow window(final OptionalLong readable, final long head) {
    return window(readable, head, BlockTag.LATEST, Duration.ofSeconds(1));
  }

  private static StateWindow window(
      final OptionalLong readable, final long head, final BlockTag tag, final Duration blockTime) {
    return new StateWindow(() -> readable, () -> head, () -> 100, tag, () -> blockTime);
  }

  /** At the start nothing is behind anything yet. */
  @Test
  void aWindowThatIsTooSmallForL1IsToldBeforeAnythingIsBehind() {
    assertThatThrownBy(window(OptionalLong.of(16), 100)::check)
        .isInstanceOf(TemporaryException.class)
        .hasMessage(
            "reads at the finalized block will fail: Besu reads the state of 16 blocks back, and it is 24 behind or more: twice the 12 s that L1 takes to have a block at its latest head (a batch is sequenced, then verified), at a block in 1000 ms; restart Besu with --bonsai-limit-trie-logs-enabled=false --bonsai-historical-block-limit=48");
    final Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(window(OptionalLong.of(512), 100, BlockTag.SAFE, second)::check)
        .hasMessageContaining("it is 768 behind or more: twice the 384 s")
        .hasMessageContaining("--bonsai-historical-block-limit=1536");
    assertThatThrownBy(window(OptionalLong.of(1_536), 100, BlockTag.FINALIZED, second)::check)
        .hasMessageContaining("it is 1536 behind or more: twice the 768 s");
    assertThatCode(window(OptionalLong.of(1_537), 100, BlockTag.FINALIZED, second)::check)
        .doesNotThrowAnyException();
    assertThatCode(
            window(OptionalLong.of(512), 100, BlockTag.FINALIZED, second.multipliedBy(4))::check)
        .doesNotThrowAnyException();
  }

  /** An external node does not know the main node's block time, and an idle chain is slower. */
  @Test
  void thePaceIsMeasuredOnceThereAreBlocks() throws BlockMismatchException {
    final FakeEngine engine = FakeEngine.funded();
    for (int number = 1; number <= 101; number++) {
      assertThat(StateWindow.pace(engine)).isEmpty();
      final L2Block head = engine.head();
      engine.extend(
          new BlockAttributes(
              number,
              head.hash(),
              1_000_000 + 4 * number,
              new Address(Bytes.repeat((byte) 9, 20)),
              30_000_000,
              0,
              Bytes32.ZERO),
          List.of(),
          Optional.empty());
    }
    assertThat(StateWindow.pace(engine)).contains(Duration.ofSeconds(4));
  }

  /** Before reads at the tag fail there is time to restart Besu with another limit. */
  @Test
  void anOperatorIsToldBeforeTheFinalizedStateCannotBeRead() {
    assertThatCode(window(OptionalLong.of(512), 100)::check).doesNotThrowAnyException();
    assertThatCode(window(OptionalLong.of(512), 509)::check).doesNotThrowAnyException();
    assertThatThrownBy(window(OptionalLong.of(512), 510)::check)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("the finalized block 100 can be read for another 102 blocks")
        .hasMessageContaining("410 blocks behind the head, and Besu reads 512 back")
        .hasMessageContaining("--bonsai-historical-block-limit=820");
    assertThatThrownBy(window(OptionalLong.of(512), 611)::check)
        .hasMessageContaining("for another 1 blocks");
    assertThatThrownBy(window(OptionalLong.of(512), 612)::check)
        .hasMessageContaining("the finalized block 100 cannot be read: it is 512 blocks behind");
  }

  @Test
  void anEngineThatKeepsAllStatesHasNoWindow() {
    assertThatCode(window(OptionalLong.empty(), 1_000_000)::check).doesNotThrowAnyException();
  }
}
