/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Upstream's protocol/upstream tests (docs/spec/zks-connection.md, "Scenarios of ZKsync OS"). */
class UpstreamSlotTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final UpstreamSlot slot = new UpstreamSlot(freed::incrementAndGet);
  private final Object first = new Object();
  private final Object second = new Object();

  @Test
  void theFirstWinsAndTheSecondWaits() {
    assertThat(slot.tryAcquire(first)).isTrue();
    assertThat(slot.tryAcquire(second)).isFalse();
    assertThat(slot.tryAcquire(first)).isFalse();
  }

  @Test
  void itIsFreeAgainAfterItsHolderReleasedIt() {
    slot.tryAcquire(first);

    slot.release(second);
    assertThat(slot.tryAcquire(second)).isFalse();
    assertThat(freed).hasValue(0);

    slot.release(first);
    assertThat(freed).hasValue(1);
    assertThat(slot.tryAcquire(second)).isTrue();
  }
}
