/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.service.Service;

/**
 * Tells of slices over WebSocket on a port of its own: at {@code /flashblocks} each slice is a
 * message; anywhere else {@code zknode_subscribe} is answered. One thread does all of it.
 */
public final class FeedServer implements Service, SliceListener {
  private static final Logger LOG = LoggerFactory.getLogger(FeedServer.class);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 128;

  private static final long STOP_SECONDS = 5;

  private final FeedConfig.Listen listen;
  private final FeedLimits limits;
  private final FeedReaders readers;

  /** Whoever makes slices does not wait for who starts or stops this. */
  private volatile EventLoopGroup group;

  private Channel server;

  /** Nothing is bound yet. */
  public FeedServer(final FeedConfig.Listen listen, final Metrics metrics) {
    this(listen, FeedLimits.DEFAULT, metrics);
  }

  FeedServer(final FeedConfig.Listen listen, final FeedLimits limits, final Metrics metrics) {
    this.listen = listen;
    this.limits = limits;
    this.readers = new FeedReaders(limits.connections(), metrics);
  }

  @Override
  public String name() {
    return "preconfirmation-feed";
  }

  /**
   * Binds and listens.
   *
   * @throws IllegalArgumentException the port cannot be had, with host and port
   */
  @Override
  public synchronized void start() {
    group = new NioEventLoopGroup(1, new DefaultThreadFactory(name(), true));
    final ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(limits.unreadBytes() / 2, limits.unreadBytes()))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(final SocketChannel channel) {
                    prepare(channel);
                  }
                });
    final ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(listen.host(), listen.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop();
      throw new IllegalArgumentException(
          "cannot listen for readers of preconfirmations on %s:%d: %s"
              .formatted(listen.host(), listen.port(), bound.cause().getMessage()),
          bound.cause());
    }
    server = bound.channel();
    LOG.info("preconfirmations: ws://{}:{}{}", listen.host(), port(), FeedConnection.FLASHBLOCKS);
  }

  private void prepare(final SocketChannel channel) {
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(limits.ping().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
            new HttpServerCodec(),
            new HttpObjectAggregator(limits.requestBytes()),
            new WebSocketServerProtocolHandler(
                WebSocketServerProtocolConfig.newBuilder()
                    .websocketPath("/")
                    .checkStartsWith(true)
                    .handshakeTimeoutMillis(limits.handshake().toMillis())
                    .maxFramePayloadLength(limits.requestBytes())
                    .build()),
            new FeedConnection(readers, limits));
  }

  /** The port that it listens on. */
  public synchronized int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void preconfirmed(final Slice slice) {
    final EventLoopGroup running = group;
    if (running == null) {
      return;
    }
    try {
      running.execute(() -> readers.tell(slice));
    } catch (final RejectedExecutionException e) {
      LOG.debug("a slice came while the server stops", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (server != null && !server.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("{} still listens", name());
    }
    server = null;
    if (group != null) {
      group.execute(readers::closeAll);
      if (!group
          .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} still works", name());
      }
      group = null;
    }
  }
}
