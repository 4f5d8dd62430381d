/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.connection.Frame;
import org.zknode.zks.limit.Limit;

class PeerInboxTest {
  private static final long LONG_WAIT = TimeUnit.MINUTES.toNanos(5);
  private static final int MIB = 1024 * 1024;

  private final List<Boolean> pauses = new ArrayList<>();
  private final PeerInbox inbox = new PeerInbox(pauses::add);

  private static Frame frame(final int size) {
    return new Frame("zks", 1, Bytes.wrap(new byte[size]));
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
