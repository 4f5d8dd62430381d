/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.zks.connection.MainNode;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;

/** The main node's role: one source of blocks, the sessions, and the way to the verifiers. */
final class MainNodeZks implements ZksRole, VerifierNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(MainNodeZks.class);

  private final List<Capability> offered;
  private final ReplayRecordMapper mapper;
  private final ReplayRecords.Source source;
  private final ZksMetrics metrics;
  private final ZksReports reports;
  private final OversizeRecords oversize;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final MainNode node;
  private final Function<Bytes, Optional<ZksPeer>> reach;
  private final List<Consumer<VerifyResult>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param reach the live connection of a peer
   */
  MainNodeZks(
      final List<Capability> offered,
      final ReplayRecordMapper mapper,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Function<Bytes, Optional<ZksPeer>> reach,
      final ZksMetrics metrics,
      final InstantSource clock,
      final NodeStatus status) {
    this.offered = List.copyOf(offered);
    this.mapper = mapper;
    this.source = source;
    this.metrics = metrics;
    this.reports = new ZksReports(metrics);
    this.clock = clock;
    this.oversize = new OversizeRecords(status);
    this.node =
        new MainNode(signer -> acceptedVerifiers.get().contains(signer), this::unpredictable);
    this.reach = reach;
  }

  private Bytes32 unpredictable() {
    final byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return Bytes32.wrap(nonce);
  }

  @Override
  public List<Capability> offered() {
    return offered;
  }

  @Override
  public ZksPeer open(final PeerLink link) {
    return new MainNodePeer(link, this);
  }

  /** A main node dials nobody whom it needs. */
  @Override
  public boolean isExempt(final Bytes peerId) {
    return false;
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  MainNode node() {
    return node;
  }

  OversizeRecords oversize() {
    return oversize;
  }

  ZksReports reports() {
    return reports;
  }

  long millis() {
    return clock.millis();
  }

  Metrics.Histogram replayLag(final Bytes peerId) {
    return metrics.replayLag.of(peerId);
  }

  void countLimit(final Limit limit) {
    metrics.limit(limit).increment();
  }

  RecordFeed feed(final RecordFormat format) {
    return new RecordFeed(source, mapper, format);
  }

  void publish(final VerifyResult result) {
    listeners.forEach(listener -> listener.accept(result));
  }

  @Override
  public void onResult(final Consumer<VerifyResult> listener) {
    listeners.add(listener);
  }

  @Override
  public int dispatch(final VerifyRequest request) {
    final VerifyBatch message =
        new VerifyBatch(
            request.requestId(),
            request.batchNumber(),
            request.firstBlock(),
            request.lastBlock(),
            request.pubdataMode(),
            request.commitData(),
            request.prevCommitData(),
            request.executionProtocolVersion());
    int sent = 0;
    for (final ZksPeer peer : node.eligible(request.lastBlock(), reach::apply)) {
      if (peer instanceof MainNodePeer verifier && verifier.verify(message)) {
        sent++;
      } else {
        metrics.verificationsDropped.increment();
        LOG.warn("zks: batch {} could not be sent to an eligible verifier", request.batchNumber());
      }
    }
    return sent;
  }
}
