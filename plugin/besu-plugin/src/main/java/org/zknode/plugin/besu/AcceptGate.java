/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import org.zknode.rollup.zks.OffendingAddresses;

/**
 * Closes sockets from {@link OffendingAddresses} as soon as Besu's listener has accepted them: none
 * of Besu's own interfaces is asked before the handshake, which is most of what such a connection
 * costs.
 */
@Sharable
final class AcceptGate extends ChannelInboundHandlerAdapter {
  private static final String NAME = "zks-accept-gate";

  private final OffendingAddresses addresses;

  AcceptGate(final OffendingAddresses addresses) {
    this.addresses = addresses;
  }

  /** Puts itself before the listener that accepted that channel, unless it is there already. */
  synchronized void guard(final Channel accepted) {
    final Channel listener = accepted.parent();
    if (listener != null && listener.pipeline().get(NAME) == null) {
      listener.pipeline().addFirst(NAME, this);
    }
  }

  /**
   * A connection from there was cut for what it sent.
   *
   * @param offences that it counts as
   * @param messageBytes on the wire, of its longest message
   */
  void offended(final InetSocketAddress remote, final int offences, final long messageBytes) {
    if (remote.getAddress() != null) {
      addresses.offended(remote.getAddress(), offences, messageBytes);
    }
  }

  /** On a listener, what is read are accepted channels; nobody works with them yet. */
  @Override
  public void channelRead(final ChannelHandlerContext context, final Object message) {
    if (message instanceof Channel accepted
        && accepted.remoteAddress() instanceof InetSocketAddress remote
        && !addresses.admits(remote.getAddress())) {
      accepted.unsafe().closeForcibly();
    } else {
      context.fireChannelRead(message);
    }
  }
}
