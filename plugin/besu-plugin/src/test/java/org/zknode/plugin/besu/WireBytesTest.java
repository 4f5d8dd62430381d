/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireBytesTest {
  private static final int FRAME = 100;

  private final AtomicLong total = new AtomicLong();
  private final List<String> refusals = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  private WireBytes wire(final boolean inbound, final int frame) {
    final WireBytes bytes = new WireBytes(inbound, total, refusals::add);
    final EmbeddedChannel channel = new EmbeddedChannel(new FixedLengthFrameDecoder(frame));
    bytes.install(channel);
    channels.add(channel);
    return bytes;
  }

  private void read(final long bytes) {
    channels.getLast().writeInbound(Unpooled.wrappedBuffer(new byte[Math.toIntExact(bytes)]));
  }

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    assertThat(total).as("nothing is under way any more").hasValue(0);
  }

  @Test
  void whatWasReadSinceTheLastMessageIsTheNextOne() {
    final WireBytes bytes = wire(true, FRAME);
    read(FRAME - 5);
    assertThat(total).hasValue(FRAME - 5);
    assertThat(bytes.longest()).isEqualTo(FRAME - 5);
    assertThat(bytes.last()).isZero();

    read(5);
    assertThat(bytes.last()).isEqualTo(FRAME);
    assertThat(total).hasValue(0);

    read(2 * FRAME);
    assertThat(bytes.longest()).as("of two at once").isEqualTo(2 * FRAME);
    assertThat(bytes.last()).as("the first one counts for both").isZero();
    assertThat(refusals).isEmpty();
  }

  @Test
  void aFrameThatNobodyTakesIsRefusedBeforeItIsThere() {
    final WireBytes bytes = wire(false, 1 << 24);
    read(WireBytes.MAX_FRAME_BYTES);
    assertThat(refusals).isEmpty();

    final ByteBuf more = Unpooled.wrappedBuffer(new byte[1]);
    channels.getLast().writeInbound(more);
    final ByteBuf afterwards = Unpooled.wrappedBuffer(new byte[1]);
    channels.getLast().writeInbound(afterwards);

    assertThat(refusals).singleElement().asString().contains("more than 12582912 bytes");
    assertThat(more.refCnt()).isZero();
    assertThat(afterwards.refCnt()).isZero();
    assertThat(bytes.longest()).isGreaterThan(WireBytes.MAX_FRAME_BYTES);
  }

  @Test
  void unfinishedFramesOfAllPeersAreBounded() {
    // Nothing of it ever becomes a message.
    final long each = 8L << 20;
    for (long held = 0; held < WireBytes.MAX_TOTAL_BYTES; held += each) {
      wire(true, 1 << 24);
      read(each);
    }
    assertThat(refusals).isEmpty();

    wire(true, 1 << 24);
    read(WireBytes.SHARE_BYTES);
    assertThat(refusals).as("every peer has its share").isEmpty();
    read(1);
    assertThat(refusals).hasSize(1);

    wire(false, 1 << 24);
    read(each);
    assertThat(refusals).as("whom this node dialled is not cut for others").hasSize(1);
  }

  @Test
  void aChannelWithoutADecoderIsNotBesus() {
    final WireBytes bytes = new WireBytes(true, total, refusals::add);
    assertThatThrownBy(() -> bytes.install(new EmbeddedChannel()))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("decoder");
  }
}
