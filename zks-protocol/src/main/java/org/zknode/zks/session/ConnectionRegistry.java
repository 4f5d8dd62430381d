/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;

/**
 * How to reach a peer: its live connection, one for each node id (spec zks-wire 5.9). Thread-safe.
 *
 * <p>Two nodes that dial each other at once choose the same connection of the two: of the same
 * dialler the older stays, else the one dialled by the lower node id. An entry is removed only by
 * its own connection, never by one that it replaced.
 */
public final class ConnectionRegistry<C> {
  /** What became of a new connection. */
  public sealed interface Admission<C> {
    /**
     * @param replaced to be ended by the caller
     */
    record Admitted<C>(Optional<C> replaced) implements Admission<C> {}

    /** The node is connected already, and that connection stays. */
    record Duplicate<C>() implements Admission<C> {}

    /** All places are taken. */
    record Full<C>(int maxConnections) implements Admission<C> {}
  }

  private record Entry<C>(C connection, boolean outbound) {}

  private final int maxConnections;
  private final Map<Bytes, Entry<C>> live = new HashMap<>();

  /**
   * @param maxConnections places; trusted peers that this node dialled need none (spec 5.7)
   */
  public ConnectionRegistry(final int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /**
   * @param localId this node's id; empty when the transport does not know it: the older connection
   *     then stays
   * @param exempt a trusted peer that this node dialled
   */
  public synchronized Admission<C> admit(
      final Bytes peerId,
      final Bytes localId,
      final boolean outbound,
      final boolean exempt,
      final C connection) {
    final Entry<C> existing = live.get(peerId);
    if (existing == null) {
      if (!exempt && live.size() >= maxConnections) {
        return new Admission.Full<>(maxConnections);
      }
    } else if (keepsExisting(existing.outbound(), outbound, localId, peerId)) {
      return new Admission.Duplicate<>();
    }
    live.put(peerId, new Entry<>(connection, outbound));
    return new Admission.Admitted<>(Optional.ofNullable(existing).map(Entry::connection));
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
