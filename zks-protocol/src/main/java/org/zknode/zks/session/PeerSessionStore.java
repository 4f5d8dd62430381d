/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;

/** Sessions by peer id (spec zks-wire 5.9). Thread-safe; updates of unknown peers do nothing. */
public final class PeerSessionStore {
  private final ConcurrentMap<Bytes, PeerSession> sessions = new ConcurrentHashMap<>();

  /** A new connection replaces whatever was known of the peer. */
  public void established(final Bytes peerId, final String remoteAddress, final long nowMillis) {
    sessions.put(
        peerId,
        new PeerSession(peerId, remoteAddress, nowMillis, Optional.empty(), Optional.empty()));
  }

  public void closed(final Bytes peerId) {
    sessions.remove(peerId);
  }

  /** A new request starts the progress anew. */
  public void replayRequested(final Bytes peerId, final long startingBlock) {
    update(peerId, s -> s.withReplay(new ReplayProgress(startingBlock, OptionalLong.empty())));
  }

  public void blockSent(final Bytes peerId, final long block) {
    update(
        peerId,
        s ->
            s.replay()
                .map(p -> new ReplayProgress(p.requestedFromBlock(), OptionalLong.of(block)))
                .map(s::withReplay)
                .orElse(s));
  }

  public void verifierState(final Bytes peerId, final AuthState state) {
    update(peerId, s -> s.withVerifier(state));
  }

  public Optional<PeerSession> get(final Bytes peerId) {
    return Optional.ofNullable(sessions.get(peerId));
  }

  public List<PeerSession> all() {
    return List.copyOf(sessions.values());
  }

  /** Ids of the peers to which VerifyBatch of a batch with that last block goes. */
  public List<Bytes> eligibleFor(final long lastBlock) {
    return sessions.values().stream()
        .filter(s -> s.eligibleFor(lastBlock))
        .map(PeerSession::peerId)
        .toList();
  }

  private void update(final Bytes peerId, final UnaryOperator<PeerSession> change) {
    sessions.computeIfPresent(peerId, (id, session) -> change.apply(session));
  }
}
