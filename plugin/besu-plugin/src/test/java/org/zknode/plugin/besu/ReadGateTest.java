/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadGateTest {
  /** After so many seconds without a read Besu pings, and after as many again it cuts. */
  private static final int BESU_READER_IDLE_SECONDS = 15;

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger idleEvents = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicInteger paused = new AtomicInteger();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReadGate gate = new ReadGate(channel, pings::incrementAndGet, paused);

  ReadGateTest() {
    channel.freezeTime();
    // A socket with data in it: each read brings some.
    channel
        .pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(final ChannelHandlerContext context) {
                reads.incrementAndGet();
                // An open channel would read on and on.
                if (!context.channel().config().isAutoRead()) {
                  context.pipeline().fireChannelRead(Unpooled.copyInt(1));
                  context.pipeline().fireChannelReadComplete();
                }
              }
            },
            new IdleStateHandler(BESU_READER_IDLE_SECONDS, 0, 0),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(
                  final ChannelHandlerContext context, final Object event) {
                idleEvents.incrementAndGet();
              }
            });
    reads.set(0);
  }

  private void advance(final int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  @Test
  void closedAndOpenedOnceHoweverOftenItIsSaid() {
    gate.set(true);
    gate.set(true);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(paused).hasValue(1);
    gate.set(false);
    gate.set(false);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(paused).hasValue(0);
    assertThat(reads).as("reading goes on by itself").hasValue(1);
  }

  @Test
  void aLongPauseDoesNotLookLikeADeadPeerOnEitherSide() {
    gate.set(true);
    advance(60);
    assertThat(idleEvents).hasValue(0);
    assertThat(reads).as("one buffer for each breath").hasValue(6);
    assertThat(pings).hasValue(6);
    gate.set(false);
    advance(60);
    assertThat(pings).as("no breathing when open").hasValue(6);
  }

  @Test
  void withoutBreathingItWouldBeCut() {
    channel.config().setAutoRead(false);
    advance(2 * BESU_READER_IDLE_SECONDS);
    assertThat(idleEvents).hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void anEndOpensIt() {
    gate.set(true);
    gate.open();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(paused).hasValue(0);
  }

  @Test
  void nothingIsReadFromAnOffenderAnyMore() {
    gate.set(true);
    gate.shut();
    reads.set(0);

    gate.set(false);
    gate.set(true);
    gate.set(false);
    advance(60);

    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(reads).hasValue(0);
    assertThat(paused).as("it counts as gone, not as paused").hasValue(0);
  }
}
