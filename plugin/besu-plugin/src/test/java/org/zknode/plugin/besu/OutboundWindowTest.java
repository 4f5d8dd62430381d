/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboundWindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(5);
  private final OutboundWindow window = new OutboundWindow(now::get);

  @Test
  void aBurstGoesAtOnceAndTheRestWaits() {
    assertThat(window.take(OutboundWindow.BURST)).isZero();
    assertThat(window.take(OutboundWindow.BYTES_PER_SECOND / 2)).isEqualTo(SECOND / 2);
    now.addAndGet(SECOND / 2);
    assertThat(window.take(OutboundWindow.BYTES_PER_SECOND / 4)).isEqualTo(SECOND / 4);
  }

  @Test
  void idleTimeDoesNotAddUpBeyondTheBurst() {
    now.addAndGet(1_000 * SECOND);
    assertThat(window.take(OutboundWindow.BURST)).isZero();
    assertThat(window.take(OutboundWindow.BYTES_PER_SECOND)).isEqualTo(SECOND);
  }
}
