/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what a connection's socket brings, in front of Besu's decoder. Besu reports of a message
 * only the size that its snappy header claims: a frame of 16 MiB may claim one byte. Whatever was
 * read since the last message bounds what a message really holds. Used on the network thread only.
 */
final class WireBytes extends ChannelInboundHandlerAdapter {
  private long read;

  @Override
  public void channelRead(final ChannelHandlerContext context, final Object message) {
    if (message instanceof ByteBuf bytes) {
      read += bytes.readableBytes();
    }
    context.fireChannelRead(message);
  }

  /** Bytes since the last call. */
  long take() {
    final long taken = read;
    read = 0;
    return taken;
  }
}
