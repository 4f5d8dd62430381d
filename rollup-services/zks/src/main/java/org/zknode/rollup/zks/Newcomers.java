/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.zks.ZksConnection.Refusal;
import org.zknode.zks.connection.ZksEvent.AddressConnectionsExceeded;
import org.zknode.zks.connection.ZksEvent.MaxActiveConnectionsExceeded;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;

/** Judges each new connection at once, on its transport's thread, and ends those that must go. */
final class Newcomers {
  private final LivePeers peers;
  private final ZksRole role;
  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final boolean shareByAddress;
  private final AtomicLong waiting;
  private final Duration slowReaderTimeout;
  private final LongSupplier nanoTime;

  /**
   * @param shareByAddress whether the peers of one public address share some of the places
   * @param waiting bytes that wait inbound on all connections
   */
  Newcomers(
      final LivePeers peers,
      final ZksRole role,
      final ZksMetrics metrics,
      final boolean shareByAddress,
      final AtomicLong waiting,
      final Duration slowReaderTimeout,
      final LongSupplier nanoTime) {
    this.peers = peers;
    this.role = role;
    this.metrics = metrics;
    this.reports = new ZksReports(metrics);
    this.shareByAddress = shareByAddress;
    this.waiting = waiting;
    this.slowReaderTimeout = slowReaderTimeout;
    this.nanoTime = nanoTime;
  }

  void connected(final ZksConnection connection) {
    final PeerLink link = new PeerLink(connection, metrics, reports, waiting, slowReaderTimeout);
    final PeerWorker worker = new PeerWorker(link, role.open(link), metrics, peers::ended);
    final Optional<Admission<PeerWorker>> admission =
        peers.admit(candidate(worker), connection.localId(), nanoTime.getAsLong());
    if (admission.isEmpty()) {
      link.end("shutting down");
      return;
    }
    switch (admission.get()) {
      case Admission.Admitted<PeerWorker> admitted -> displace(admitted.displaced());
      case Admission.Spare<PeerWorker> spare ->
          reports.info(link, "a second connection, which waits until one of the two is gone");
      case Admission.Duplicate<PeerWorker> duplicate -> refuseSecond(link);
      case Admission.Full<PeerWorker> full -> {
        metrics.limit(Limit.CONNECTIONS).increment();
        reports.report(
            link, new MaxActiveConnectionsExceeded(link.peerId(), full.maxConnections()));
        link.refuse(Refusal.TOO_MANY_PEERS, "too many zks connections");
      }
      case Admission.NetworkFull<PeerWorker> full -> {
        metrics.limit(Limit.ADDRESS_CONNECTIONS).increment();
        reports.report(link, new AddressConnectionsExceeded(link.peerId(), full.maxConnections()));
        link.refuse(Refusal.TOO_MANY_PEERS, "too many zks connections of one address");
      }
    }
  }

  private Candidate<PeerWorker> candidate(final PeerWorker worker) {
    final PeerLink link = worker.link();
    return new Candidate<>(
        link.peerId(),
        link.peer().outbound(),
        role.isExempt(link.peerId()),
        network(link.connection()),
        worker);
  }

  /** Peers within the operator's own networks, or behind a proxy, may well share an address. */
  private Bytes network(final ZksConnection connection) {
    return connection
        .address()
        .filter(a -> shareByAddress && !a.isLoopbackAddress() && !a.isSiteLocalAddress())
        .map(OffendingAddresses::key)
        .orElse(Bytes.EMPTY);
  }

  private void displace(final List<PeerWorker> displaced) {
    if (!displaced.isEmpty()) {
      metrics.limit(Limit.SILENT_SECONDS).increment();
    }
    displaced.forEach(
        worker -> worker.link().refuse(Refusal.TOO_MANY_PEERS, "its place is needed"));
  }

  /** Of peers with two connections the one that the rule does not keep. */
  void settle() {
    peers.settle(nanoTime.getAsLong()).forEach(worker -> refuseSecond(worker.link()));
  }

  private void refuseSecond(final PeerLink link) {
    metrics.duplicateConnections.increment();
    link.refuse(Refusal.ALREADY_CONNECTED, "already connected");
  }
}
