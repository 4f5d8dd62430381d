/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.service.Service;

/**
 * Answers GET over HTTP/1.1 on a port of its own; CORS is open, since it shows what is public. One
 * thread moves the bytes, answers are made on virtual threads.
 */
public final class RestServer implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 128;

  /** Of a body, which no request has. */
  private static final int CHUNK_BYTES = 1_024;

  private static final long STOP_SECONDS = 5;

  private final String host;
  private final int port;
  private final RestLimits limits;
  private final RestHandler handler;
  private EventLoopGroup group;
  private ExecutorService answering;
  private Channel server;
  private ChannelGroup channels;

  /**
   * @param host interface to listen on
   * @param port TCP port, 0 = any free one
   */
  public RestServer(
      final String host, final int port, final RestLimits limits, final RestHandler handler) {
    this.host = host;
    this.port = port;
    this.limits = limits;
    this.handler = handler;
  }

  @Override
  public String name() {
    return "bridge-http";
  }

  /**
   * Binds and listens.
   *
   * @throws IllegalArgumentException the port cannot be had, with host and port
   */
  @Override
  public synchronized void start() {
    group = new NioEventLoopGroup(1, new DefaultThreadFactory(name(), true));
    final ChannelGroup open = new DefaultChannelGroup(group.next(), true);
    channels = open;
    answering =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name() + "-", 0).factory());
    final Semaphore slots = new Semaphore(limits.requests());
    final Semaphore turns = new Semaphore(limits.answers(), true);
    final OpenConnections connections = new OpenConnections(limits.connections());
    final ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(final SocketChannel channel) {
                    open.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new WriteTimeoutHandler(
                                limits.answerTime().toMillis(), TimeUnit.MILLISECONDS),
                            new HttpServerCodec(
                                limits.lineBytes(), limits.headerBytes(), CHUNK_BYTES),
                            new RestConnection(
                                limits, handler, answering, slots, turns, connections));
                  }
                });
    final ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop();
      throw new IllegalArgumentException(
          "cannot listen for the bridge's REST interface on %s:%d: %s"
              .formatted(host, port, bound.cause().getMessage()),
          bound.cause());
    }
    server = bound.channel();
    LOG.info("bridge: REST on http://{}:{}", host, port());
  }

  /** The port that it listens on. */
  public synchronized int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public synchronized void stop() {
    if (server != null) {
      if (!server.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} still listens", name());
      }
      server = null;
    }
    if (group != null) {
      if (!channels.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} has connections that do not close", name());
      }
      if (!group
          .shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} still works", name());
      }
      group = null;
    }
    if (answering != null) {
      answering.shutdownNow();
      answering = null;
    }
  }
}
