/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.p2p.rlpx.connections.netty;

import io.netty.channel.ChannelHandlerContext;

/** Stands for Besu's in unit tests: only the field by which the plugin finds the channel. */
class NettyPeerConnection {
  private final ChannelHandlerContext ctx;

  NettyPeerConnection(final ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public String toString() {
    return "connection " + ctx;
  }
}
