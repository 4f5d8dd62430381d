/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;

/**
 * One end of a devp2p connection inside the process: agrees on the highest common version of each
 * capability, has a bounded outbound queue, delivers on a thread of its own, one event after
 * another, and honours back-pressure.
 */
public final class LoopbackConnection implements ZksConnection {
  /** Messages that wait for the other side at the most, as upstream's outbound queue. */
  public static final int QUEUE = 32;

  /** A node that can be connected. */
  public record Endpoint(
      Bytes nodeId, ZksConnectionHandler handler, List<CapabilityOffer> offers) {}

  private final Endpoint local;
  private final Endpoint remote;
  private final boolean outbound;
  private final Map<String, Integer> versions;
  private final ReentrantLock lock;
  private final Condition changed;
  // Arrived, not delivered yet: the other side's outbound queue. Guarded by lock, as is all below.
  private final ArrayDeque<InboundMessage> inbound = new ArrayDeque<>();
  private LoopbackConnection peer;
  private boolean paused;
  private boolean closed;
  private String reason = "";

  private LoopbackConnection(
      final Endpoint local,
      final Endpoint remote,
      final boolean outbound,
      final Map<String, Integer> versions,
      final ReentrantLock lock,
      final Condition changed) {
    this.local = local;
    this.remote = remote;
    this.outbound = outbound;
    this.versions = versions;
    this.lock = lock;
    this.changed = changed;
  }

  /**
   * Connects two nodes.
   *
   * @return the dialler's end; {@link #otherEnd} is the listener's
   */
  public static LoopbackConnection connect(final Endpoint dialler, final Endpoint listener) {
    final Map<String, Integer> versions = new HashMap<>();
    for (final CapabilityOffer offer : dialler.offers()) {
      if (listener.offers().contains(offer)) {
        versions.merge(offer.name(), offer.version(), Math::max);
      }
    }
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    final LoopbackConnection near =
        new LoopbackConnection(dialler, listener, true, versions, lock, changed);
    final LoopbackConnection far =
        new LoopbackConnection(listener, dialler, false, versions, lock, changed);
    near.peer = far;
    far.peer = near;
    Thread.ofVirtual().name("loopback-dialler").start(near::deliver);
    Thread.ofVirtual().name("loopback-listener").start(far::deliver);
    return near;
  }

  public LoopbackConnection otherEnd() {
    return peer;
  }

  private void deliver() {
    local.handler().connected(this);
    try {
      InboundMessage message = next();
      while (message != null) {
        local.handler().received(this, message);
        message = next();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      local.handler().disconnected(this);
    }
  }

  private InboundMessage next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && (paused || inbound.isEmpty())) {
        changed.await();
      }
      changed.signalAll();
      return closed ? null : inbound.poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Bytes peerId() {
    return remote.nodeId();
  }

  @Override
  public Bytes localId() {
    return local.nodeId();
  }

  @Override
  public String remoteAddress() {
    return "loopback";
  }

  @Override
  public boolean outbound() {
    return outbound;
  }

  @Override
  public OptionalInt version(final String capability) {
    final Integer version = versions.get(capability);
    return version == null ? OptionalInt.empty() : OptionalInt.of(version);
  }

  @Override
  public boolean send(final String capability, final int code, final Bytes payload) {
    lock.lock();
    try {
      if (closed || peer.inbound.size() >= QUEUE) {
        return false;
      }
      peer.inbound.add(InboundMessage.of(capability, code, payload));
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void disconnect(final String why) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        peer.closed = true;
        reason = why;
        peer.reason = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void pauseReading(final boolean pause) {
    lock.lock();
    try {
      paused = pause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  public boolean isPaused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /** Why it was closed; empty while it is open. */
  public String reason() {
    lock.lock();
    try {
      return reason;
    } finally {
      lock.unlock();
    }
  }

  /** Messages that wait for this end. */
  public int waiting() {
    lock.lock();
    try {
      return inbound.size();
    } finally {
      lock.unlock();
    }
  }
}
