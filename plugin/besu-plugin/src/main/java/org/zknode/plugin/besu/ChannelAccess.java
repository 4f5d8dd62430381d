/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.lang.reflect.Field;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;

/**
 * The way to the network channel of one of Besu's connections, which keeps it in a private field.
 * It is needed for the two things that Besu's own interface lacks: to learn when bytes have left
 * for the socket, and to stop reading. One field read for each connection, by reflection.
 */
final class ChannelAccess {
  /** Owner of the field; the linkage check knows it too. */
  static final String CONNECTION_CLASS =
      "org.hyperledger.besu.ethereum.p2p.rlpx.connections.netty.NettyPeerConnection";

  /** Read by reflection; the linkage check knows it too. */
  static final String CONTEXT_FIELD = "ctx";

  private final Field field;

  private ChannelAccess(final Field field) {
    this.field = field;
  }

  /**
   * Looks whether this Besu is built as expected.
   *
   * @throws HostException the class or its field is not there
   */
  static ChannelAccess find() {
    return find(CONNECTION_CLASS, CONTEXT_FIELD);
  }

  static ChannelAccess find(final String className, final String fieldName) {
    try {
      final Field found = Class.forName(className).getDeclaredField(fieldName);
      if (ChannelHandlerContext.class.isAssignableFrom(found.getType())) {
        found.setAccessible(true);
        return new ChannelAccess(found);
      }
    } catch (final ReflectiveOperationException e) {
      throw missing(className, fieldName, e);
    }
    throw missing(className, fieldName, null);
  }

  private static HostException missing(
      final String className, final String fieldName, final Throwable cause) {
    return new HostException(
        "this Besu has no field %s.%s with a connection's channel; run the linkage check against it"
            .formatted(className, fieldName),
        cause);
  }

  /**
   * @throws HostException the connection is of another class
   */
  Channel channel(final PeerConnection connection) {
    return channelOf(connection);
  }

  Channel channelOf(final Object connection) {
    try {
      return ((ChannelHandlerContext) field.get(connection)).channel();
    } catch (final IllegalAccessException | IllegalArgumentException e) {
      throw new HostException(
          "a devp2p connection is a %s, not a %s"
              .formatted(connection.getClass().getName(), field.getDeclaringClass().getName()),
          e);
    }
  }
}
