/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.limit.Limit;

class PeerInboxTest {
  private static final long LONG_WAIT = TimeUnit.MINUTES.toNanos(5);
  private static final int MIB = 1024 * 1024;

  private final List<Boolean> pauses = new ArrayList<>();
  private final AtomicLong total = new AtomicLong();
  private final PeerInbox inbox = new PeerInbox(pauses::add, total);

  private static InboundMessage frame(final int size) {
    return InboundMessage.of("zks", 1, Bytes.wrap(new byte[size]));
  }

  /**
   * @param cost what it will have when it is decompressed
   */
  private record Compressed(long cost) implements InboundMessage {
    @Override
    public String capability() {
      return "zks";
    }

    @Override
    public int code() {
      return 1;
    }

    @Override
    public Bytes payload() {
      throw new AssertionError("decompressed while it waits");
    }
  }

  @Test
  void boundedByNumber() {
    for (int i = 0; i < Limit.INBOX_FRAMES.intValue(); i++) {
      assertThat(inbox.offer(frame(1))).isEmpty();
    }
    assertThat(inbox.offer(frame(1))).isPresent();
  }

  @Test
  void boundedByBytesAndMakesRoomAgain() throws InterruptedException {
    assertThat(inbox.offer(frame(16 * MIB))).isEmpty();
    assertThat(inbox.offer(frame(16 * MIB))).isEmpty();
    assertThat(inbox.offer(frame(1))).isPresent();
    assertThat(inbox.poll(0)).isPresent();
    assertThat(inbox.offer(frame(1))).isEmpty();
  }

  @Test
  void pausesAndResumesTheTransport() throws InterruptedException {
    inbox.offer(frame(2 * MIB));
    inbox.offer(frame(2 * MIB));
    assertThat(pauses).isEmpty();
    inbox.offer(frame(5 * MIB));
    inbox.offer(frame(MIB));
    assertThat(pauses).containsExactly(true);
    inbox.poll(0);
    inbox.poll(0);
    assertThat(pauses).as("6 MiB wait").containsExactly(true);
    inbox.poll(0);
    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void manySmallMessagesPauseTooLongBeforeTheLimit() throws InterruptedException {
    for (int i = 0; i <= ZksLimits.PAUSE_ABOVE_MESSAGES; i++) {
      assertThat(pauses).isEmpty();
      inbox.offer(frame(1));
    }
    assertThat(pauses).containsExactly(true);
    assertThat(Limit.INBOX_FRAMES.intValue() - ZksLimits.PAUSE_ABOVE_MESSAGES)
        .as("room for one buffer of the smallest frames")
        .isGreaterThan((64 << 10) / 64);
    for (int i = 0; i <= ZksLimits.PAUSE_ABOVE_MESSAGES - ZksLimits.RESUME_BELOW_MESSAGES; i++) {
      assertThat(pauses).containsExactly(true);
      inbox.poll(0);
    }
    inbox.poll(0);
    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void whatItsCompressionHidesCounts() {
    assertThat(inbox.offer(new Compressed(16 * MIB))).isEmpty();
    assertThat(pauses).containsExactly(true);
    assertThat(inbox.offer(new Compressed(16 * MIB))).isEmpty();
    assertThat(inbox.offer(new Compressed(1))).contains(Limit.INBOX_BYTES);
    assertThat(total).hasValue(32L * MIB);
    inbox.discard();
    assertThat(total).hasValue(0);
  }

  @Test
  void whatAllConnectionsHoldPausesEachThatAddsToIt() throws InterruptedException {
    total.set(ZksLimits.PAUSE_ABOVE_TOTAL_BYTES);
    inbox.offer(frame(1));
    assertThat(pauses).containsExactly(true);
    inbox.poll(0);
    assertThat(pauses).as("nothing of its own waits").containsExactly(true, false);
    assertThat(total).hasValue(ZksLimits.PAUSE_ABOVE_TOTAL_BYTES);
  }

  @Test
  void theEndReleasesThePause() {
    inbox.offer(frame(9 * MIB));
    inbox.close();

    assertThat(pauses).containsExactly(true, false);
  }

  @Test
  void aWakeUpEndsTheWait() throws InterruptedException {
    inbox.wakeUp();

    assertThat(inbox.poll(LONG_WAIT)).isEmpty();
  }

  @Test
  void whatArrivedBeforeTheCloseCanBePolled() throws InterruptedException {
    inbox.offer(frame(1));
    inbox.close();
    inbox.offer(frame(2));

    assertThat(inbox.isClosed()).isTrue();
    assertThat(inbox.isEnded()).isFalse();
    assertThat(inbox.poll(LONG_WAIT)).contains(frame(1));
    assertThat(inbox.isEnded()).isTrue();
    assertThat(inbox.poll(LONG_WAIT)).isEmpty();
  }

  @Test
  void discardForgets() throws InterruptedException {
    inbox.offer(frame(1));
    inbox.discard();

    assertThat(inbox.isEnded()).isTrue();
    assertThat(inbox.poll(LONG_WAIT)).isEmpty();
  }
}
