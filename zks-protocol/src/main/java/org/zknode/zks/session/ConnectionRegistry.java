/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.Limit;

/**
 * How to reach a peer: the connection in use of each node id (docs/spec/zks-connection.md,
 * "Sessions and events"). Thread-safe. Nobody else counts connections or chooses between two of
 * them: who gets a place is for {@link Places}, which of two connections of one peer stays for
 * {@link PeerConnections}.
 */
public final class ConnectionRegistry<C> {
  /** What a connection does with its place. */
  public enum Use {
    /** Nothing that counts: it may lose the place after {@link Limit#SILENT_SECONDS}. */
    SILENT,
    /** It has asked for blocks: the oldest of these keep their places, also while they wait. */
    REPLAYS,
    /** An authorised verifier: as many as there are may come from one network. */
    VERIFIES
  }

  /**
   * A connection that wants a place.
   *
   * @param exempt a trusted peer, which always gets one and is never put out
   * @param network whose peers share {@link Limit#ADDRESS_CONNECTIONS}; empty when they need not
   */
  public record Candidate<C>(
      Bytes peerId, boolean outbound, boolean exempt, Bytes network, C connection) {}

  /** What became of a new connection. */
  public sealed interface Admission<C> {
    /**
     * It is in use.
     *
     * @param displaced all connections of the peer whose place it took, to be ended by the caller
     */
    record Admitted<C>(List<C> displaced) implements Admission<C> {}

    /** The peer has one already: it waits, and is in use when that one is gone. */
    record Spare<C>() implements Admission<C> {}

    /** The peer has two already, or strangers have all spare ones: it is to be closed. */
    record Duplicate<C>() implements Admission<C> {}

    /** All places are taken by such as keep theirs. */
    record Full<C>(int maxConnections) implements Admission<C> {}

    /** All places that its network may have are taken so. */
    record NetworkFull<C>(int maxConnections) implements Admission<C> {}
  }

  /**
   * One of two connections of a peer, which is to be closed by the caller.
   *
   * @param successor is in use from here on, in its place
   */
  public record Superfluous<C>(C connection, Optional<C> successor) {}

  /** Strangers have one spare connection for so many places, at least one. */
  private static final int SPARE_PART = 8;

  private final int maxSpares;
  private final Places<C> places;
  // The oldest first.
  private final Map<Bytes, PeerConnections<C>> live = new LinkedHashMap<>();

  /**
   * @param maxConnections places; trusted peers that this node dialled need none
   *     (docs/spec/zks-connection.md, "Connection limit")
   * @param use asked when a place is wanted; must not call back
   */
  public ConnectionRegistry(final int maxConnections, final Function<C, Use> use) {
    this.maxSpares = maxSpares(maxConnections);
    this.places = new Places<>(maxConnections, use);
  }

  /** Spare connections of strangers at the most, with that many places. */
  public static int maxSpares(final int places) {
    return Math.max(1, places / SPARE_PART);
  }

  /**
   * @param localId this node's id; empty when the transport does not know it: of crossed dials both
   *     then stay
   * @param nowNanos of a clock that never goes back
   */
  public synchronized Admission<C> admit(
      final Candidate<C> candidate, final Bytes localId, final long nowNanos) {
    live.values().forEach(places::remember);
    final PeerConnections.Entry<C> entry =
        new PeerConnections.Entry<>(candidate, localId, nowNanos);
    final PeerConnections<C> known = live.get(candidate.peerId());
    return known == null ? newcomer(entry, nowNanos) : second(known, entry);
  }

  private Admission<C> newcomer(final PeerConnections.Entry<C> entry, final long nowNanos) {
    final Candidate<C> candidate = entry.candidate();
    return switch (places.judge(candidate, live.values(), nowNanos)) {
      case Places.Verdict.Place place -> {
        final List<C> displaced =
            place.leaving().map(live::remove).map(PeerConnections::all).orElse(List.of());
        live.put(candidate.peerId(), new PeerConnections<>(entry));
        yield new Admission.Admitted<>(displaced);
      }
      case Places.Verdict.Full full -> new Admission.Full<>(full.places());
      case Places.Verdict.NetworkFull full -> new Admission.NetworkFull<>(full.places());
    };
  }

  private Admission<C> second(
      final PeerConnections<C> known, final PeerConnections.Entry<C> entry) {
    if (known.hasSpare() || !entry.candidate().exempt() && strangersSpares() >= maxSpares) {
      return new Admission.Duplicate<>();
    }
    known.addSpare(entry);
    return new Admission.Spare<>();
  }

  private long strangersSpares() {
    return live.values().stream().filter(peer -> peer.hasSpare() && !peer.inUse().exempt()).count();
  }

  /** The connections that this node has to close now, for the peer has another one that stays. */
  public synchronized List<Superfluous<C>> settle(final long nowNanos) {
    final List<Superfluous<C>> all = new ArrayList<>();
    for (final PeerConnections<C> peer : live.values()) {
      peer.superfluous(nowNanos)
          .ifPresent(
              closed -> {
                places.remember(peer);
                all.add(
                    new Superfluous<>(
                        closed,
                        peer.remove(closed) instanceof PeerConnections.Left.TookOver<C> next
                            ? Optional.of(next.connection())
                            : Optional.empty()));
              });
    }
    return all;
  }

  /**
   * The connection is gone. No effect for one that is not known any more.
   *
   * @return the spare that is in use from here on
   */
  public synchronized Optional<C> remove(final Bytes peerId, final C connection) {
    final PeerConnections<C> peer = live.get(peerId);
    if (peer == null) {
      return Optional.empty();
    }
    places.remember(peer);
    return switch (peer.remove(connection)) {
      case PeerConnections.Left.Same<C> same -> Optional.empty();
      case PeerConnections.Left.TookOver<C> next -> Optional.of(next.connection());
      case PeerConnections.Left.Nothing<C> nothing -> {
        live.remove(peerId);
        yield Optional.empty();
      }
    };
  }

  /** The connection in use. */
  public synchronized Optional<C> find(final Bytes peerId) {
    return Optional.ofNullable(live.get(peerId)).map(peer -> peer.inUse().connection());
  }

  /** Those in use, without spares. */
  public synchronized List<C> all() {
    return live.values().stream().map(peer -> peer.inUse().connection()).toList();
  }

  /** Peers. */
  public synchronized int size() {
    return live.size();
  }

  public synchronized void clear() {
    live.clear();
  }
}
