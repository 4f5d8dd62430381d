/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.Limit;

/**
 * How to reach a peer: its live connection, one for each node id (docs/spec/zks-connection.md,
 * "Sessions and events"). Thread-safe.
 *
 * <p>Two nodes that dial each other at once choose the same connection of the two: of the same
 * dialler the older stays, else the one dialled by the lower node id. An entry is removed only by
 * its own connection, never by one that it replaced.
 *
 * <p>Anybody can make node ids, so places must not be held by being there first: when all are
 * taken, or all that one network may have, a newcomer gets that of the oldest silent connection. A
 * replay costs a stranger one message, so that three quarters of the places are kept by replays;
 * who replays on a later one counts as silent. Who has verified before needs nothing of that: it
 * gets the place of the youngest stranger, if it must.
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
     * Both are to be ended by the caller.
     *
     * @param replaced of the same node
     * @param displaced whose place it took
     */
    record Admitted<C>(Optional<C> replaced, Optional<C> displaced) implements Admission<C> {}

    /** The node is connected already, and that connection stays. */
    record Duplicate<C>() implements Admission<C> {}

    /** All places are taken by such as keep theirs. */
    record Full<C>(int maxConnections) implements Admission<C> {}

    /** All places that its network may have are taken so. */
    record NetworkFull<C>(int maxConnections) implements Admission<C> {}
  }

  private record Entry<C>(Candidate<C> candidate, long sinceNanos) {
    C connection() {
      return candidate.connection();
    }
  }

  private static final int PERCENT = 100;

  /** One place in so many is not kept by replays. */
  private static final int UNKEPT_PART = 4;

  private final int maxConnections;
  private final int maxOfNetwork;
  private final int maxReplays;
  private final Function<C, Use> use;
  // The oldest first.
  private final Map<Bytes, Entry<C>> live = new LinkedHashMap<>();

  /** Node ids that were authorised verifiers, the latest last; as many as there are places. */
  private final Set<Bytes> verifiers = new LinkedHashSet<>();

  /**
   * @param maxConnections places; trusted peers that this node dialled need none
   *     (docs/spec/zks-connection.md, "Connection limit")
   * @param use asked when a place is wanted; must not call back
   */
  public ConnectionRegistry(final int maxConnections, final Function<C, Use> use) {
    this.maxConnections = maxConnections;
    this.maxOfNetwork =
        (int) Math.max(1, maxConnections * Limit.ADDRESS_CONNECTIONS.value() / PERCENT);
    this.maxReplays = Math.max(1, maxConnections - maxConnections / UNKEPT_PART);
    this.use = use;
  }

  /**
   * @param localId this node's id; empty when the transport does not know it: the older connection
   *     then stays
   * @param nowNanos of a clock that never goes back
   */
  public synchronized Admission<C> admit(
      final Candidate<C> candidate, final Bytes localId, final long nowNanos) {
    live.values().forEach(this::rememberVerifier);
    final Entry<C> existing = live.get(candidate.peerId());
    Optional<C> displaced = Optional.empty();
    if (existing == null) {
      final boolean verifier = verifiers.contains(candidate.peerId());
      final boolean ofNetwork = !verifier && isNetworkFull(candidate);
      if (!candidate.exempt() && (ofNetwork || live.size() >= maxConnections)) {
        final Optional<Candidate<C>> leaving =
            (ofNetwork ? oldestSilent(candidate.network(), nowNanos) : oldestSilent(nowNanos))
                .or(() -> verifier ? youngestStranger() : Optional.empty());
        if (leaving.isEmpty()) {
          return ofNetwork
              ? new Admission.NetworkFull<>(maxOfNetwork)
              : new Admission.Full<>(maxConnections);
        }
        live.remove(leaving.get().peerId());
        displaced = leaving.map(Candidate::connection);
      }
    } else if (keepsExisting(
        existing.candidate().outbound(), candidate.outbound(), localId, candidate.peerId())) {
      return new Admission.Duplicate<>();
    }
    live.remove(candidate.peerId());
    live.put(candidate.peerId(), new Entry<>(candidate, nowNanos));
    return new Admission.Admitted<>(
        Optional.ofNullable(existing).map(Entry::connection), displaced);
  }

  private boolean isNetworkFull(final Candidate<C> candidate) {
    return !candidate.network().isEmpty()
        && live.values().stream()
                .filter(entry -> entry.candidate().network().equals(candidate.network()))
                .filter(entry -> use.apply(entry.connection()) != Use.VERIFIES)
                .count()
            >= maxOfNetwork;
  }

  private Optional<Candidate<C>> oldestSilent(final Bytes network, final long nowNanos) {
    return strangers(Use.SILENT)
        .filter(entry -> isThereForLong(entry, nowNanos))
        .map(Entry::candidate)
        .filter(candidate -> candidate.network().equals(network))
        .findFirst();
  }

  /** Of any network; of replays those that have no place to keep. */
  private Optional<Candidate<C>> oldestSilent(final long nowNanos) {
    return Stream.concat(strangers(Use.SILENT), strangers(Use.REPLAYS).skip(maxReplays))
        .filter(entry -> isThereForLong(entry, nowNanos))
        .map(Entry::candidate)
        .findFirst();
  }

  private Optional<Candidate<C>> youngestStranger() {
    return Stream.concat(strangers(Use.REPLAYS), strangers(Use.SILENT))
        .reduce((older, younger) -> younger)
        .map(Entry::candidate);
  }

  /** The oldest first. */
  private Stream<Entry<C>> strangers(final Use doing) {
    return live.values().stream()
        .filter(entry -> !entry.candidate().exempt())
        .filter(entry -> !verifiers.contains(entry.candidate().peerId()))
        .filter(entry -> use.apply(entry.connection()) == doing);
  }

  private static boolean isThereForLong(final Entry<?> entry, final long nowNanos) {
    return nowNanos - entry.sinceNanos() >= Limit.SILENT_SECONDS.nanos();
  }

  private void rememberVerifier(final Entry<C> entry) {
    if (use.apply(entry.connection()) != Use.VERIFIES) {
      return;
    }
    verifiers.remove(entry.candidate().peerId());
    verifiers.add(entry.candidate().peerId());
    if (verifiers.size() > maxConnections) {
      verifiers.remove(verifiers.iterator().next());
    }
  }

  private static boolean keepsExisting(
      final boolean existingOutbound,
      final boolean addedOutbound,
      final Bytes localId,
      final Bytes peerId) {
    if (existingOutbound == addedOutbound || localId.isEmpty()) {
      return true;
    }
    final Bytes existingDialler = existingOutbound ? localId : peerId;
    final Bytes addedDialler = addedOutbound ? localId : peerId;
    return existingDialler.compareTo(addedDialler) < 0;
  }

  /** False when the peer's entry is another connection by now. */
  public synchronized boolean remove(final Bytes peerId, final C connection) {
    final Entry<C> entry = live.get(peerId);
    if (entry == null || entry.connection() != connection) {
      return false;
    }
    rememberVerifier(entry);
    live.remove(peerId);
    return true;
  }

  public synchronized Optional<C> find(final Bytes peerId) {
    return Optional.ofNullable(live.get(peerId)).map(Entry::connection);
  }

  public synchronized List<C> all() {
    return live.values().stream().map(Entry::connection).toList();
  }

  public synchronized int size() {
    return live.size();
  }

  public synchronized void clear() {
    live.clear();
  }
}
