/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stops and resumes reading from one connection; TCP then stops the sender. */
final class ReadGate {
  /**
   * How often a closed gate lets one buffer (64 KiB at the most) through and pings. Besu cuts a
   * connection on which it read nothing for 15 s and then got no answer to its ping for 15 s more
   * (WireKeepAlive; so do we, to the other side, whose pings wait unread). With less than 15 s
   * between two reads here, and two pings there, a pause may be as long as it takes.
   */
  static final Duration BREATH = Duration.ofSeconds(10);

  private final Channel channel;
  private final Runnable ping;
  private final AtomicInteger pausedConnections;
  private Future<?> breathing;
  private boolean closed;
  private boolean shut;

  /**
   * @param ping lets the other side hear from us
   * @param pausedConnections counts the closed gates of a node
   */
  ReadGate(final Channel channel, final Runnable ping, final AtomicInteger pausedConnections) {
    this.channel = channel;
    this.ping = ping;
    this.pausedConnections = pausedConnections;
  }

  /** Callable from any thread; without effect when nothing changes. */
  synchronized void set(final boolean now) {
    if (shut || now == closed) {
      return;
    }
    closed = now;
    channel.config().setAutoRead(!now);
    if (now) {
      pausedConnections.incrementAndGet();
      breathing =
          channel
              .eventLoop()
              .scheduleAtFixedRate(
                  this::breathe, BREATH.toMillis(), BREATH.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      pausedConnections.decrementAndGet();
      breathing.cancel(false);
    }
  }

  /** The connection is gone. */
  synchronized void open() {
    set(false);
  }

  /**
   * The connection is gone for what it sent: nothing is read any more until Besu closes the socket,
   * two seconds after its Disconnect; it would decrypt all of a flood until then.
   */
  synchronized void shut() {
    open();
    shut = true;
    channel.config().setAutoRead(false);
  }

  private void breathe() {
    if (channel.isActive()) {
      channel.read();
      ping.run();
    }
  }
}
