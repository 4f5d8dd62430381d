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

/**
 * Who is connected to the main node, how far its replay is, and whether it may verify
 * (docs/spec/zks-connection.md, "Sessions and events"). Thread-safe. A connection that was replaced
 * by another of the same peer changes nothing any more; updates for unknown peers are ignored.
 */
public final class PeerSessionStore {
  private final ConcurrentMap<Bytes, PeerSession> sessions = new ConcurrentHashMap<>();

  /** A new connection replaces whatever was known of the peer. */
  public void established(
      final Bytes peerId, final Object connection, final String remoteAddress, final long millis) {
    sessions.put(
        peerId,
        new PeerSession(
            peerId, connection, remoteAddress, millis, Optional.empty(), Optional.empty()));
  }

  public void closed(final Bytes peerId, final Object connection) {
    sessions.computeIfPresent(
        peerId, (id, session) -> session.connection() == connection ? null : session);
  }

  /** A new request starts the progress anew. */
  public void replayRequested(
      final Bytes peerId, final Object connection, final long startingBlock) {
    update(
        peerId,
        connection,
        s -> s.withReplay(new ReplayProgress(startingBlock, OptionalLong.empty())));
  }

  public void blockSent(final Bytes peerId, final Object connection, final long block) {
    update(
        peerId,
        connection,
        s ->
            s.replay()
                .map(p -> new ReplayProgress(p.requestedFromBlock(), OptionalLong.of(block)))
                .map(s::withReplay)
                .orElse(s));
  }

  public void verifierState(final Bytes peerId, final Object connection, final AuthState state) {
    update(peerId, connection, s -> s.withVerifier(state));
  }

  public Optional<PeerSession> get(final Bytes peerId) {
    return Optional.ofNullable(sessions.get(peerId));
  }

  public List<PeerSession> all() {
    return List.copyOf(sessions.values());
  }

  /** The peers to which VerifyBatch of a batch with that last block goes, by node id. */
  public List<PeerSession> eligibleFor(final long lastBlock) {
    return sessions.values().stream()
        .filter(s -> s.eligibleFor(lastBlock))
        .sorted((a, b) -> a.peerId().compareTo(b.peerId()))
        .toList();
  }

  private void update(
      final Bytes peerId, final Object connection, final UnaryOperator<PeerSession> change) {
    sessions.computeIfPresent(
        peerId,
        (id, session) -> session.connection() == connection ? change.apply(session) : session);
  }
}
