/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.service.ServiceLoop;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.zks.connection.ExternalNode;
import org.zknode.zks.wire.Capability;

/** The external node's role: replay from configured main nodes, verification if it has a key. */
final class ExternalNodeZks implements ZksRole {
  private static final int NODE_ID_BYTES = 64;

  private final List<Capability> offered;
  private final ReplaySources sources;
  private final ReplayRecordMapper mapper;
  private final ReplayRecords.Sink sink;
  private final Optional<VerificationLane> lane;
  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final ReplayHealth health;
  private final ServiceLoop watch;
  private final ExternalNode node;

  /** By which blocks have their times. */
  private final InstantSource clock = InstantSource.system();

  ExternalNodeZks(
      final List<Capability> offered,
      final ZksConfig config,
      final ReplayRecordMapper mapper,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final ZksMetrics metrics,
      final NodeStatus status,
      final ReplayTimes times,
      final Runnable wakeUpPeers) {
    this.offered = List.copyOf(offered);
    this.sources =
        new ReplaySources(
            config.mainNodes().stream().map(ExternalNodeZks::nodeId).toList(),
            times,
            System::nanoTime,
            wakeUpPeers);
    this.mapper = mapper;
    this.sink = sink;
    this.lane = verifier.map(v -> new VerificationLane(v.responder(), metrics));
    this.metrics = metrics;
    this.reports = new ZksReports(metrics);
    this.health = new ReplayHealth(status, sources, sink);
    this.watch = new ServiceLoop("replay-sources", ZksLimits.IDLE, health::watch, status);
    this.node =
        new ExternalNode(
            config.maxBlocksPerMessage(),
            config.overrides(),
            config.inactivityTimeout(),
            sources::contains,
            verifier.map(ZksVerifier::key),
            sink::nextBlock,
            sources);
  }

  private static Bytes nodeId(final String hex) {
    final Bytes id;
    try {
      id = Bytes.fromHexString(hex);
    } catch (final IllegalArgumentException e) {
      throw new IllegalArgumentException("main node id is not hex: " + hex, e);
    }
    if (id.size() != NODE_ID_BYTES) {
      throw new IllegalArgumentException("main node id has 64 bytes in hex, got: " + hex);
    }
    return id;
  }

  @Override
  public List<Capability> offered() {
    return offered;
  }

  @Override
  public ZksPeer open(final PeerLink link) {
    return new ExternalNodePeer(link, this);
  }

  @Override
  public boolean isExempt(final Bytes peerId) {
    return sources.contains(peerId);
  }

  @Override
  public void start() {
    health.started(lane.isPresent());
    watch.start();
    lane.ifPresent(VerificationLane::start);
  }

  @Override
  public void stop() {
    watch.stop();
    lane.ifPresent(VerificationLane::stop);
  }

  ExternalNode node() {
    return node;
  }

  ZksReports reports() {
    return reports;
  }

  ZksMetrics metrics() {
    return metrics;
  }

  InstantSource clock() {
    return clock;
  }

  ReplaySources sources() {
    return sources;
  }

  ReplayRecordMapper mapper() {
    return mapper;
  }

  ReplayRecords.Sink sink() {
    return sink;
  }

  /** Of a node with a key, without which nothing is asked of it. */
  VerificationLane lane() {
    return lane.orElseThrow();
  }
}
