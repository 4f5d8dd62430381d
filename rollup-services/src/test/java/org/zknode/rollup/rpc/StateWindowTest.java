/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;

class StateWindowTest {
  private static StateWindow window(final OptionalLong readable, final long head) {
    return new StateWindow(() -> readable, () -> head, () -> 100);
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
