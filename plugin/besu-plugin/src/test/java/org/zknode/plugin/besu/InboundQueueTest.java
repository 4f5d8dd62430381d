/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;
import org.junit.jupiter.api.Test;

class InboundQueueTest {
  private static final int MIB = 1 << 20;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicLong total = new AtomicLong();
  private final InboundQueue queue =
      new InboundQueue(new ReadGate(channel, () -> {}, new AtomicInteger()), total);

  /**
   * @param claimed what its snappy header says
   */
  private record Claim(int claimed) implements MessageData {
    @Override
    public int getSize() {
      return claimed;
    }

    @Override
    public int getCode() {
      return 0;
    }

    @Override
    public Bytes getData() {
      return Bytes.EMPTY;
    }
  }

  private boolean offer(final int claimed, final long wireBytes) {
    return queue.offer("zks", new Claim(claimed), wireBytes);
  }

  private boolean reading() {
    return channel.config().isAutoRead();
  }

  @Test
  void readingStopsAboveTheMarkAndGoesOnBelowHalfOfIt() throws Exception {
    for (int i = 0; i < 8; i++) {
      assertThat(offer(MIB, MIB)).isTrue();
      assertThat(reading()).isTrue();
    }
    assertThat(offer(1, 1)).isTrue();
    assertThat(reading()).isFalse();
    for (int i = 0; i < 4; i++) {
      queue.take();
    }
    assertThat(reading()).isFalse();
    queue.take();
    assertThat(reading()).isTrue();
    assertThat(total).hasValue(3 * MIB + 1);
  }

  @Test
  void aSmallClaimDoesNotHideALargeFrame() {
    assertThat(offer(1, 16 * MIB)).isTrue();
    assertThat(reading()).isFalse();
    assertThat(offer(1, 16 * MIB)).isTrue();
    assertThat(offer(1, 1)).as("32 MiB wait").isFalse();
    assertThat(queue.bytes()).isEqualTo(32L * MIB);
  }

  @Test
  void bytesOfOtherProtocolsCountForOneFrameAtTheMost() throws Exception {
    assertThat(offer(1, 1_000L * MIB)).isTrue();
    queue.take();
    assertThat(queue.bytes()).isZero();
    assertThat(reading()).isTrue();
  }

  @Test
  void manySmallMessagesStopReadingAndEndAtTheLimit() {
    int accepted = 0;
    while (offer(1, 64)) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(InboundQueue.MAX_MESSAGES);
    assertThat(reading()).isFalse();
    queue.clear();
    assertThat(total).hasValue(0);
  }

  @Test
  void whatAllConnectionsHoldStopsEach() throws Exception {
    total.addAndGet(InboundQueue.PAUSE_ABOVE_TOTAL_BYTES);
    assertThat(offer(1, 1)).isTrue();
    assertThat(reading()).isFalse();
    queue.take();
    assertThat(reading()).as("nothing of its own waits").isTrue();
  }
}
