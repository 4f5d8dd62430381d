/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.session.ConnectionRegistry.Admission;
import org.zknode.zks.session.ConnectionRegistry.Candidate;
import org.zknode.zks.session.ConnectionRegistry.Superfluous;

/**
 * The workers of all connections, those in use started and the spare ones waiting. Never calls a
 * transport, which may call back. Thread-safe.
 */
final class LivePeers {
  private enum State {
    CREATED,
    STARTED,
    STOPPED
  }

  // Changed only under the lock, which also orders the calls of the peers' machines.
  private final ConnectionRegistry<PeerWorker> registry;
  private final Map<ZksConnection, PeerWorker> byConnection = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  // Guarded by lock, as is the state. Also those whose connection is gone and that still deal with
  // what had arrived.
  private final Set<PeerWorker> workers = new HashSet<>();
  private State state = State.CREATED;

  /**
   * @param places peers at the most, trusted ones apart
   */
  LivePeers(final int places) {
    this.registry = new ConnectionRegistry<>(places, PeerWorker::use);
  }

  /** From here on those in use work. */
  void start() {
    synchronized (lock) {
      state = State.STARTED;
      registry.all().forEach(PeerWorker::start);
    }
  }

  /** Nobody is admitted any more; all that were, to be stopped by the caller. */
  List<PeerWorker> stop() {
    synchronized (lock) {
      state = State.STOPPED;
      registry.clear();
      byConnection.clear();
      return List.copyOf(workers);
    }
  }

  /**
   * @return empty when everything is stopped
   */
  Optional<Admission<PeerWorker>> admit(
      final Candidate<PeerWorker> candidate, final Bytes localId, final long nowNanos) {
    synchronized (lock) {
      if (state == State.STOPPED) {
        return Optional.empty();
      }
      final Admission<PeerWorker> admission = registry.admit(candidate, localId, nowNanos);
      switch (admission) {
        case Admission.Admitted<PeerWorker> admitted -> {
          admitted.displaced().forEach(this::forget);
          remember(candidate.connection());
          use(candidate.connection());
        }
        case Admission.Spare<PeerWorker> spare -> remember(candidate.connection());
        case Admission.Duplicate<PeerWorker> duplicate -> {}
        case Admission.Full<PeerWorker> full -> {}
        case Admission.NetworkFull<PeerWorker> full -> {}
      }
      return Optional.of(admission);
    }
  }

  /** Those of two connections of one peer that this node closes; to be ended by the caller. */
  List<PeerWorker> settle(final long nowNanos) {
    final List<PeerWorker> closed = new ArrayList<>();
    synchronized (lock) {
      for (final Superfluous<PeerWorker> second : registry.settle(nowNanos)) {
        forget(second.connection());
        second.successor().ifPresent(this::use);
        closed.add(second.connection());
      }
    }
    return closed;
  }

  /** The connection is gone; a worker that has started still deals with what had arrived. */
  void gone(final PeerWorker worker) {
    synchronized (lock) {
      registry.remove(worker.link().peerId(), worker).ifPresent(this::use);
      forget(worker);
    }
  }

  /** The worker's last act. */
  void ended(final PeerWorker worker) {
    synchronized (lock) {
      workers.remove(worker);
      gone(worker);
    }
  }

  private void remember(final PeerWorker worker) {
    workers.add(worker);
    byConnection.put(worker.link().connection(), worker);
  }

  private void forget(final PeerWorker worker) {
    byConnection.remove(worker.link().connection(), worker);
    if (!worker.isStarted()) {
      workers.remove(worker);
    }
  }

  private void use(final PeerWorker worker) {
    worker.peer().admitted();
    if (state == State.STARTED) {
      worker.start();
    }
  }

  /** Of a connection that is not gone. */
  Optional<PeerWorker> find(final ZksConnection connection) {
    return Optional.ofNullable(byConnection.get(connection));
  }

  /** In use for that node. */
  Optional<PeerWorker> find(final Bytes peerId) {
    return registry.find(peerId);
  }

  /** Those in use. */
  List<PeerWorker> all() {
    return registry.all();
  }

  /** Peers. */
  int size() {
    return registry.size();
  }

  /** They look again now. */
  void wakeUp() {
    all().forEach(worker -> worker.link().inbox().wakeUp());
  }
}
