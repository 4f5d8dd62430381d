/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.function.LongSupplier;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.metrics.Metrics.Counter;

/**
 * What the transports below zks refuse and hold; the same names on Besu's devp2p and on our own
 * RLPx. Where a transport has no such limit, the counter stays 0.
 */
public final class ZksTransportMetrics {
  public final Counter refusedConnections;
  public final Counter refusedAddresses;
  public final Counter refusedHandshakes;
  public final Counter lateHandshakes;
  public final Counter failedHandshakes;
  public final Counter inboundOverflows;
  public final Counter malformedMessages;
  public final Counter fullWindows;
  public final Counter oversizedSends;

  private final Metrics metrics;

  public ZksTransportMetrics(final Metrics metrics) {
    this.metrics = metrics;
    refusedConnections =
        metrics.counter(
            "zks_transport_refused_connections", "Connections refused by the connection limit");
    refusedAddresses =
        metrics.counter(
            "zks_transport_refused_addresses",
            "Connections refused because too much came from their address that breaks the protocol");
    refusedHandshakes =
        metrics.counter(
            "zks_transport_refused_handshakes",
            "Unfinished handshakes given up because too many were under way");
    lateHandshakes =
        metrics.counter(
            "zks_transport_late_handshakes", "Handshakes that were not done by their deadline");
    failedHandshakes =
        metrics.counter(
            "zks_transport_failed_handshakes",
            "Handshakes that were malformed, refused or cut off");
    inboundOverflows =
        metrics.counter(
            "zks_transport_inbound_overflows",
            "Connections cut for too much of an unfinished message");
    malformedMessages =
        metrics.counter(
            "zks_transport_malformed_messages",
            "Connections cut for a frame or compression that breaks the protocol");
    fullWindows =
        metrics.counter(
            "zks_transport_full_windows",
            "Messages refused, to be tried again, for lack of credit");
    oversizedSends =
        metrics.counter(
            "zks_transport_oversized_sends", "Messages of ours refused for being too large");
  }

  public void connections(final LongSupplier value) {
    metrics.gauge("zks_transport_connections", "Live connections", value::getAsLong);
  }

  public void outboundBytes(final LongSupplier value) {
    metrics.gauge(
        "zks_transport_outbound_bytes", "Bytes on their way to the sockets", value::getAsLong);
  }

  public void inboundBytes(final LongSupplier value) {
    metrics.gauge(
        "zks_transport_inbound_bytes",
        "Received bytes of messages that have not arrived as a whole",
        value::getAsLong);
  }

  public void pausedConnections(final LongSupplier value) {
    metrics.gauge(
        "zks_transport_paused_connections",
        "Connections that are not read because too much waits",
        value::getAsLong);
  }

  public void unfinishedHandshakes(final LongSupplier value) {
    metrics.gauge(
        "zks_transport_unfinished_handshakes", "Inbound handshakes under way", value::getAsLong);
  }
}
