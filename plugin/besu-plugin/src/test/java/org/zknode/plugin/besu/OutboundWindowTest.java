/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboundWindowTest {
  private final OutboundWindow.Total total = new OutboundWindow.Total(100);
  private final OutboundWindow window = new OutboundWindow(50, 3, total);

  @Test
  void bytesAreBoundedUntilTheyAreGivenBack() {
    assertThat(window.take(30)).isTrue();
    assertThat(window.take(20)).isTrue();
    assertThat(window.take(1)).isFalse();
    assertThat(window.bytes()).isEqualTo(50);
    window.giveBack(20);
    assertThat(window.take(20)).isTrue();
    assertThat(window.take(1)).isFalse();
  }

  @Test
  void messagesAreBounded() {
    for (int i = 0; i < 3; i++) {
      assertThat(window.take(1)).isTrue();
    }
    assertThat(window.take(1)).isFalse();
  }

  @Test
  void anEmptyWindowTakesAnyMessageAndThenNoOther() {
    assertThat(window.take(51)).isTrue();
    assertThat(window.take(1)).isFalse();
    window.giveBack(51);
    assertThat(window.take(1)).isTrue();
  }

  @Test
  void whatOthersHaveOnTheirWayLeavesOneMessageForEach() {
    final OutboundWindow greedy = new OutboundWindow(1_000, 1_000, total);
    assertThat(greedy.take(90)).isTrue();
    assertThat(greedy.take(20)).isFalse();
    assertThat(window.take(40)).isTrue();
    assertThat(window.take(5)).isFalse();
    assertThat(total.bytes()).isEqualTo(130);
    greedy.giveBack(90);
    assertThat(window.take(5)).isTrue();
    assertThat(total.bytes()).isEqualTo(45);
  }
}
