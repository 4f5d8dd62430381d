/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.zks.OffendingAddresses;
import org.zknode.rollup.zks.PeerLog;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksTransportMetrics;

/**
 * What the connections of one node have in common.
 *
 * @param localId node id of this node
 * @param outbound bytes on their way to all peers
 * @param unfinishedBytes of messages that have not arrived as a whole, of all peers
 * @param paused connections that are not read now
 * @param gate before this node's listener
 */
record ConnectionShared(
    ZksConnectionHandler handler,
    ChannelAccess access,
    Bytes localId,
    ZksTransportMetrics metrics,
    OutboundWindow.Total outbound,
    AtomicLong unfinishedBytes,
    AtomicInteger paused,
    AcceptGate gate,
    PeerLog log) {

  static ConnectionShared create(
      final ZksConnectionHandler handler,
      final ChannelAccess access,
      final Bytes localId,
      final boolean refuseOffenders,
      final ZksTransportMetrics metrics) {
    final OutboundWindow.Total outbound = new OutboundWindow.Total();
    final AtomicInteger paused = new AtomicInteger();
    final AtomicLong unfinishedBytes = new AtomicLong();
    metrics.outboundBytes(outbound::bytes);
    metrics.inboundBytes(unfinishedBytes::get);
    metrics.pausedConnections(paused::get);
    return new ConnectionShared(
        handler,
        access,
        localId,
        metrics,
        outbound,
        unfinishedBytes,
        paused,
        new AcceptGate(new OffendingAddresses(refuseOffenders, metrics.refusedAddresses)),
        new PeerLog());
  }
}
