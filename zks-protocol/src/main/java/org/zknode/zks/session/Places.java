/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Use;

/**
 * Who gets a place, and whose it takes. Anybody can make node ids, so places must not be held by
 * being there first: when all are taken, or all that one network may have, a newcomer gets that of
 * the oldest silent peer. A replay costs a stranger one message, so that three quarters of the
 * places are kept by replays; who replays on a later one counts as silent. Who has verified before
 * needs nothing of that: it gets the place of the youngest stranger, if it must. Not thread-safe.
 */
final class Places<C> {
  /** What a newcomer gets. */
  sealed interface Verdict {
    /**
     * A place.
     *
     * @param leaving node id of the peer that has to leave for it
     */
    record Place(Optional<Bytes> leaving) implements Verdict {}

    /** None: all are taken by such as keep theirs. */
    record Full(int places) implements Verdict {}

    /** None: all that its network may have are taken so. */
    record NetworkFull(int places) implements Verdict {}
  }

  private static final int PERCENT = 100;

  /** One place in so many is not kept by replays. */
  private static final int UNKEPT_PART = 4;

  private final int places;
  private final int ofNetwork;
  private final int ofReplays;
  private final Function<C, Use> use;

  /** Node ids that were authorised verifiers, the latest last; as many as there are places. */
  private final Set<Bytes> verifiers = new LinkedHashSet<>();

  Places(final int places, final Function<C, Use> use) {
    this.places = places;
    this.ofNetwork = (int) Math.max(1, places * Limit.ADDRESS_CONNECTIONS.value() / PERCENT);
    this.ofReplays = Math.max(1, places - places / UNKEPT_PART);
    this.use = use;
  }

  /**
   * @param peers who have a place, the oldest first
   */
  Verdict judge(
      final Candidate<C> candidate,
      final Collection<PeerConnections<C>> peers,
      final long nowNanos) {
    final boolean verifier = verifiers.contains(candidate.peerId());
    final boolean networkFull = !verifier && isNetworkFull(candidate, peers);
    if (candidate.exempt() || !networkFull && peers.size() < places) {
      return new Verdict.Place(Optional.empty());
    }
    final Optional<PeerConnections<C>> leaving =
        (networkFull
                ? oldestSilent(candidate.network(), peers, nowNanos)
                : oldestSilent(peers, nowNanos))
            .or(() -> verifier ? youngestStranger(peers) : Optional.empty());
    if (leaving.isPresent()) {
      return new Verdict.Place(leaving.map(peer -> peer.inUse().peerId()));
    }
    return networkFull ? new Verdict.NetworkFull(ofNetwork) : new Verdict.Full(places);
  }

  private boolean isNetworkFull(
      final Candidate<C> candidate, final Collection<PeerConnections<C>> peers) {
    return !candidate.network().isEmpty()
        && peers.stream()
                .map(PeerConnections::inUse)
                .filter(other -> other.network().equals(candidate.network()))
                .filter(other -> use.apply(other.connection()) != Use.VERIFIES)
                .count()
            >= ofNetwork;
  }

  private Optional<PeerConnections<C>> oldestSilent(
      final Bytes network, final Collection<PeerConnections<C>> peers, final long nowNanos) {
    return strangers(peers, Use.SILENT)
        .filter(peer -> isThereForLong(peer, nowNanos))
        .filter(peer -> peer.inUse().network().equals(network))
        .findFirst();
  }

  /** Of any network; of replays those that have no place to keep. */
  private Optional<PeerConnections<C>> oldestSilent(
      final Collection<PeerConnections<C>> peers, final long nowNanos) {
    return Stream.concat(
            strangers(peers, Use.SILENT), strangers(peers, Use.REPLAYS).skip(ofReplays))
        .filter(peer -> isThereForLong(peer, nowNanos))
        .findFirst();
  }

  private Optional<PeerConnections<C>> youngestStranger(
      final Collection<PeerConnections<C>> peers) {
    return Stream.concat(strangers(peers, Use.REPLAYS), strangers(peers, Use.SILENT))
        .reduce((older, younger) -> younger);
  }

  private Stream<PeerConnections<C>> strangers(
      final Collection<PeerConnections<C>> peers, final Use doing) {
    return peers.stream()
        .filter(peer -> !peer.inUse().exempt())
        .filter(peer -> !verifiers.contains(peer.inUse().peerId()))
        .filter(peer -> use.apply(peer.inUse().connection()) == doing);
  }

  private static boolean isThereForLong(final PeerConnections<?> peer, final long nowNanos) {
    return nowNanos - peer.sinceNanos() >= Limit.SILENT_SECONDS.nanos();
  }

  /** To be called before what is known of the peer's connection goes. */
  void remember(final PeerConnections<C> peer) {
    final Candidate<C> candidate = peer.inUse();
    if (use.apply(candidate.connection()) != Use.VERIFIES) {
      return;
    }
    verifiers.remove(candidate.peerId());
    verifiers.add(candidate.peerId());
    if (verifiers.size() > places) {
      verifiers.remove(verifiers.iterator().next());
    }
  }
}
