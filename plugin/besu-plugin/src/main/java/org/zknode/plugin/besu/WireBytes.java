/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Measures the frames of a connection around Besu's decoder, which keeps the bytes of a frame until
 * all are there and reports of a message only the size that its snappy header claims: a frame of 16
 * MiB may claim one byte. What was read since the last message, of any protocol, is the frame that
 * is under way, or bounds it. Its methods are called on the network thread, but {@link #longest}.
 */
final class WireBytes extends ChannelInboundHandlerAdapter {
  /**
   * A longer frame is refused before it is decrypted, in bytes: Besu takes no message of more than
   * 10 MiB, and Snappy makes a sixth more of what cannot be compressed (10 · 7/6 MiB + 32).
   */
  static final long MAX_FRAME_BYTES = 12L << 20;

  /**
   * Unfinished frames of all connections, in bytes: from there on a peer that dialled us and is
   * above its share is cut when it sends more.
   */
  static final long MAX_TOTAL_BYTES = 128L << 20;

  /** What every peer may have under way, whatever the others have, in bytes. */
  static final long SHARE_BYTES = 2L << 20;

  private final boolean inbound;
  private final AtomicLong total;
  private final Consumer<String> refusal;
  private volatile long underWay;
  private volatile long longest;
  private long last;
  private boolean refused;

  /**
   * @param inbound the other side dialled
   * @param total bytes of unfinished frames of all connections
   * @param refusal called once, with what is wrong, when no more may be read
   */
  WireBytes(final boolean inbound, final AtomicLong total, final Consumer<String> refusal) {
    this.inbound = inbound;
    this.total = total;
    this.refusal = refusal;
  }

  /**
   * Puts itself before and behind the decoder of that channel.
   *
   * @throws HostException it has none
   */
  void install(final Channel channel) {
    final ChannelHandlerContext decoder = channel.pipeline().context(ByteToMessageDecoder.class);
    if (decoder == null) {
      throw new HostException("a devp2p connection of this Besu has no decoder");
    }
    channel.pipeline().addAfter(decoder.name(), null, new Decoded());
    channel.pipeline().addFirst(this);
  }

  private final class Decoded extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
      last = underWay;
      longest = longest();
      count(-last);
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelRead(final ChannelHandlerContext context, final Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof ByteBuf bytes) {
      count(bytes.readableBytes());
      final long most = inbound && total.get() > MAX_TOTAL_BYTES ? SHARE_BYTES : MAX_FRAME_BYTES;
      if (underWay > most) {
        refused = true;
        ReferenceCountUtil.release(message);
        refusal.accept(
            "a message of more than %d bytes, unfinished ones of all peers have %d"
                .formatted(most, total.get()));
        return;
      }
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(final ChannelHandlerContext context) {
    longest = longest();
    count(-underWay);
    context.fireChannelInactive();
  }

  private void count(final long change) {
    total.addAndGet(change);
    final long now = underWay + change;
    underWay = now;
  }

  /** Bytes of the message that was decoded last; several that came at once are one. */
  long last() {
    return last;
  }

  /** Bytes of the longest message that came, or is coming; from any thread. */
  long longest() {
    return Math.max(longest, underWay);
  }
}
