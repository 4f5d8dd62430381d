/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.EnumMap;
import java.util.Map;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.metrics.Metrics.Counter;
import org.zknode.zks.limit.Limit;

/** Counters of the zks driver. */
final class ZksMetrics {
  final Counter refusedFrames;
  final Counter violations;
  final Counter inboxOverflows;
  final Counter refusedConnections;
  final Counter duplicateConnections;
  final Counter slowReaders;
  final Counter replayStalls;
  final Counter fruitlessReplays;
  final Counter wrongBlocks;
  final Counter blocksSent;
  final Counter blocksReceived;
  final Counter ignoredMessages;
  final Counter verifiersUnauthorized;
  final Counter verificationsDropped;
  final Counter workerFailures;
  final Counter responderRequests;
  final Counter responderApproved;
  final Counter responderRefused;
  final ReplayLagSeconds replayLag;
  private final Map<Limit, Counter> limits = new EnumMap<>(Limit.class);

  ZksMetrics(final Metrics metrics) {
    refusedFrames = metrics.counter("zks_refused_frames", "Frames that could not be decoded");
    violations =
        metrics.counter("zks_protocol_violations", "Connections cut for breaking the protocol");
    inboxOverflows =
        metrics.counter("zks_inbox_overflows", "Connections cut for a full inbound queue");
    refusedConnections =
        metrics.counter("zks_refused_connections", "Connections refused by the connection limit");
    duplicateConnections =
        metrics.counter("zks_duplicate_connections", "Second connections to the same node, cut");
    slowReaders = metrics.counter("zks_slow_readers", "Connections cut for reading too slowly");
    replayStalls = metrics.counter("zks_replay_stalls", "Replays cut for inactivity");
    fruitlessReplays =
        metrics.counter(
            "zks_replays_fruitless", "Replays that ended without a block although there should be");
    wrongBlocks =
        metrics.counter(
            "zks_replay_wrong_blocks",
            "Blocks of configured main nodes that do not check: another hash, parent or form");
    blocksSent = metrics.counter("zks_blocks_sent", "Replay records queued for peers");
    blocksReceived = metrics.counter("zks_blocks_received", "Replay records taken from peers");
    ignoredMessages =
        metrics.counter("zks_ignored_messages", "Messages without meaning for this role");
    verifiersUnauthorized =
        metrics.counter("zks_verifiers_unauthorized", "Peers that proved no accepted signer");
    verificationsDropped =
        metrics.counter(
            "zks_verifications_dropped", "Verify requests or results that could not be delivered");
    workerFailures =
        metrics.counter("zks_worker_failures", "Connections cut for a failure on our side");
    responderRequests =
        metrics.counter(
            "batch_verification_responder_requests_total",
            "Batches that this node was asked to sign");
    responderApproved =
        metrics.counter("batch_verification_responder_approved_total", "Batches that it signed");
    responderRefused =
        metrics.counter("batch_verification_responder_refused_total", "Batches that it refused");
    replayLag = new ReplayLagSeconds(metrics);
    for (final Limit limit : Limit.values()) {
      limits.put(
          limit,
          metrics.counter(
              limit.metricName(),
              "Refused by the limit of %d %s".formatted(limit.value(), limit.unit()).strip()));
    }
  }

  Counter limit(final Limit limit) {
    return limits.get(limit);
  }
}
