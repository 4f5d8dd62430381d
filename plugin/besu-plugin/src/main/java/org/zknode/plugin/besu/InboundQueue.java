/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.MessageData;

/**
 * Messages on their way from Besu's network thread to the connection's own thread, still
 * compressed. Closes the gate long before it is full: what was read already must still find room.
 *
 * <p>Memory that a peer can claim here is bounded although it chooses the compression: Besu refuses
 * a frame whose snappy header claims more than 10 MiB before anything is decompressed (DeFramer;
 * the very first message of a connection, decompressed at once, may claim 16 MiB), decompression
 * allocates what the header claims and fails when that is wrong, and a message counts here as the
 * larger of that claim and its bytes on the wire.
 */
final class InboundQueue {
  /**
   * Waiting messages at which a peer is cut, as upstream's transport twice over: one buffer of 64
   * KiB, read before the gate closed, holds a thousand of the smallest frames.
   */
  static final int MAX_MESSAGES = 2_048;

  /** Waiting bytes at which a peer is cut, as upstream's transport: two of the largest frames. */
  static final long MAX_BYTES = 32L << 20;

  /** From so many waiting messages on, reading stops. */
  static final int PAUSE_ABOVE_MESSAGES = 512;

  /** From so many waiting bytes on, reading stops; it goes on below half of it. */
  static final long PAUSE_ABOVE_BYTES = 8L << 20;

  /**
   * A message holds no more than its frame, in bytes (24-bit size); {@link WireBytes} refuses
   * frames long before, but what it read may be several that came at once.
   */
  static final long MAX_FRAME_BYTES = 16L << 20;

  /** Waiting bytes of all connections from which on each one that adds to them stops reading. */
  static final long PAUSE_ABOVE_TOTAL_BYTES = 128L << 20;

  /**
   * @param cost bytes that it counts for
   */
  record Entry(String protocol, MessageData data, long cost) {}

  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_MESSAGES);
  private final ReadGate gate;
  private final AtomicLong total;
  private long bytes;
  private boolean paused;

  /**
   * @param total bytes waiting on all connections
   */
  InboundQueue(final ReadGate gate, final AtomicLong total) {
    this.gate = gate;
    this.total = total;
  }

  /**
   * Never blocks.
   *
   * @param wireBytes read from the socket since the last message
   * @return false when there is no room
   */
  boolean offer(final String protocol, final MessageData data, final long wireBytes) {
    final long cost = Math.max(data.getSize(), Math.min(wireBytes, MAX_FRAME_BYTES));
    count(cost);
    if (bytes() > MAX_BYTES || !queue.offer(new Entry(protocol, data, cost))) {
      count(-cost);
      return false;
    }
    adjust();
    return true;
  }

  /** The next one; waits for it. */
  Entry take() throws InterruptedException {
    final Entry next = queue.take();
    count(-next.cost());
    adjust();
    return next;
  }

  /** Forgets what waits: the connection is gone. */
  void clear() {
    for (Entry next = queue.poll(); next != null; next = queue.poll()) {
      count(-next.cost());
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  private synchronized void count(final long change) {
    bytes += change;
    total.addAndGet(change);
  }

  private synchronized void adjust() {
    final boolean above =
        bytes > PAUSE_ABOVE_BYTES
            || queue.size() > PAUSE_ABOVE_MESSAGES
            || total.get() > PAUSE_ABOVE_TOTAL_BYTES;
    final boolean below = bytes < PAUSE_ABOVE_BYTES / 2 && queue.size() < PAUSE_ABOVE_MESSAGES / 2;
    if (!paused && above && !queue.isEmpty()) {
      paused = true;
      gate.set(ReadGate.Reason.QUEUE, true);
    } else if (paused && (queue.isEmpty() || below && !above)) {
      paused = false;
      gate.set(ReadGate.Reason.QUEUE, false);
    }
  }
}
