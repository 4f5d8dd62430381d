/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.zks.OffendingAddresses;

class AcceptGateTest {
  private static final int GREETING = 42;

  /** More than any address may have. */
  private static final int OFFENCES = 1_000;

  private static final int READ_TIMEOUT_MILLIS = 30_000;

  private final AtomicLong refused = new AtomicLong();
  private final AcceptGate gate = new AcceptGate(new OffendingAddresses(true, refused::addAndGet));

  /** Greets whom it accepted, as the gate was asked to guard its listener. */
  private final class Greeter extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(final Channel channel) {
      gate.guard(channel);
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(final ChannelHandlerContext context) {
                  context
                      .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {GREETING}))
                      .addListener(ChannelFutureListener.CLOSE);
                }
              });
    }
  }

  private static int firstByte(final Channel listener) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.connect(listener.localAddress(), READ_TIMEOUT_MILLIS);
      return socket.getInputStream().read();
    } catch (final SocketException reset) {
      return -1;
    }
  }

  @Test
  void whoOffendedTooOftenIsClosedBeforeAnythingIsDone() throws Exception {
    final MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      final Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(new Greeter())
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      final InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

      assertThat(firstByte(listener)).isEqualTo(GREETING);
      gate.offended(peer, 1, 0);
      assertThat(firstByte(listener)).isEqualTo(GREETING);
      assertThat(refused).hasValue(0);

      for (int i = 0; i < OFFENCES; i++) {
        gate.offended(peer, 1, 0);
      }
      assertThat(firstByte(listener)).isEqualTo(-1);
      assertThat(refused).hasValueGreaterThan(0);
    } finally {
      group.shutdownGracefully().sync();
    }
  }
}
