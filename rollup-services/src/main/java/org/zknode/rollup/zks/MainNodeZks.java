/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.session.PeerSessionStore;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;

/** The main node's role: one source of blocks, the sessions, and the way to the verifiers. */
final class MainNodeZks implements ZksRole, VerifierNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(MainNodeZks.class);

  private final List<Capability> offered;
  private final ReplayRecordMapper mapper;
  private final ReplayRecords.Source source;
  private final Supplier<Set<Address>> acceptedVerifiers;
  private final ZksMetrics metrics;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final PeerSessionStore sessions = new PeerSessionStore();
  private final ConcurrentMap<Bytes, MainNodePeer> peers = new ConcurrentHashMap<>();
  private final List<Consumer<VerifyResult>> listeners = new CopyOnWriteArrayList<>();

  MainNodeZks(
      final List<Capability> offered,
      final ReplayRecordMapper mapper,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final ZksMetrics metrics,
      final InstantSource clock) {
    this.offered = List.copyOf(offered);
    this.mapper = mapper;
    this.source = source;
    this.acceptedVerifiers = acceptedVerifiers;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public List<Capability> offered() {
    return offered;
  }

  @Override
  public ZksPeer open(final PeerLink link) {
    return new MainNodePeer(link, this);
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  ZksMetrics metrics() {
    return metrics;
  }

  PeerSessionStore sessions() {
    return sessions;
  }

  boolean isAccepted(final Address signer) {
    return acceptedVerifiers.get().contains(signer);
  }

  Bytes32 nonce() {
    final byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return Bytes32.wrap(nonce);
  }

  RecordFeed feed(final RecordFormat format) {
    return new RecordFeed(source, mapper, format);
  }

  void opened(final MainNodePeer peer) {
    peers.put(peer.link().peerId(), peer);
    sessions.established(
        peer.link().peerId(), peer.link().connection().remoteAddress(), clock.millis());
  }

  void closed(final MainNodePeer peer) {
    // The node may be connected anew already: then the session belongs to the new connection.
    if (peers.remove(peer.link().peerId(), peer)) {
      sessions.closed(peer.link().peerId());
    }
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
    for (final Bytes peerId : sessions.eligibleFor(request.lastBlock())) {
      final MainNodePeer peer = peers.get(peerId);
      if (peer == null || peer.link().verification().isEmpty()) {
        continue;
      }
      if (peer.link().trySend(peer.link().verification().get(), message)) {
        sent++;
      } else {
        metrics.verificationsDropped.increment();
        LOG.warn("zks peer {}: no room for batch {}", peer.link(), request.batchNumber());
      }
    }
    return sent;
  }
}
