/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The outgoing half of a connection: a bounded queue and the thread that encrypts and writes what
 * is in it. Each capability has its own share of the queue, so that one at full rate does not shut
 * out another one.
 */
final class FrameWriter {
  /** Room beyond the queue of messages, so that Ping and Disconnect get through. */
  private static final int CONTROL_SLOTS = 8;

  /**
   * Bytes written at once: small frames are gathered up to it, of large ones the progress is seen
   * at this grain. The JDK copies to the socket in pieces of 128 KiB as well.
   */
  private static final int WRITE_BYTES = 128 * 1024;

  private static final class Lane {
    private int messages;
    private long bytes;
  }

  /**
   * @param lane null for messages of the base protocol
   * @param last nothing is written after it
   */
  private record Queued(FrameBuffer frame, Lane lane, boolean last) {}

  private final FrameCodec codec;
  private final OutputStream out;
  private final RlpxShared shared;
  private final BlockingQueue<Queued> queue;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final byte[] gathered = new byte[WRITE_BYTES];
  private int gatheredBytes;
  private boolean ended;
  private volatile long writeStarted;

  FrameWriter(
      final FrameCodec codec,
      final OutputStream out,
      final List<Capability> capabilities,
      final RlpxShared shared) {
    this.codec = codec;
    this.out = out;
    this.shared = shared;
    capabilities.forEach(capability -> lanes.put(capability.name(), new Lane()));
    this.queue =
        new ArrayBlockingQueue<>(lanes.size() * shared.limits().queueMessages() + CONTROL_SLOTS);
  }

  /**
   * Whether a message of that capability could find room; spares compressing it in vain.
   *
   * @param size of the message before it is compressed, in bytes; one that would fit only
   *     compressed finds room a little later
   */
  synchronized boolean hasRoom(final String capability, final int size) {
    return !full(lanes.get(capability), size);
  }

  private boolean full(final Lane lane, final int size) {
    // An empty queue takes one message of any size, else a small queue could never send it.
    return lane.messages > 0
        && (lane.messages >= shared.limits().queueMessages()
            || lane.bytes + size > shared.limits().queueBytes()
            || shared.queuedBytes().get() + size > RlpxShared.MAX_QUEUED_BYTES);
  }

  /** False when the capability's share of the queue is full, or the connection is gone. */
  synchronized boolean offer(final String capability, final FrameBuffer frame) {
    final Lane lane = lanes.get(capability);
    final int size = frame.bytes().length;
    if (ended || full(lane, size) || !queue.offer(new Queued(frame, lane, false))) {
      return false;
    }
    lane.messages++;
    lane.bytes += size;
    shared.queuedBytes().addAndGet(size);
    return true;
  }

  /** Queues a message of the base protocol; after the last one the writer ends. */
  boolean offerControl(final FrameBuffer frame, final boolean last) {
    return queue.offer(new Queued(frame, null, last));
  }

  /** Since when nothing could be written, as {@link System#nanoTime}; 0 = it does not wait. */
  long writeStarted() {
    return writeStarted;
  }

  /** Writes until the last message, or until it is interrupted. */
  void run() throws IOException, InterruptedException {
    try {
      while (true) {
        Queued next = queue.poll();
        if (next == null) {
          flush();
          next = queue.take();
        }
        try {
          write(next.frame());
        } finally {
          release(next);
        }
        if (next.last()) {
          flush();
          return;
        }
      }
    } finally {
      end();
    }
  }

  private void write(final FrameBuffer frame) throws IOException {
    final int size = codec.seal(frame);
    if (gatheredBytes + size > gathered.length) {
      flush();
    }
    if (size < gathered.length) {
      System.arraycopy(frame.bytes(), 0, gathered, gatheredBytes, size);
      gatheredBytes += size;
    } else {
      push(frame.bytes(), size);
    }
  }

  private void flush() throws IOException {
    if (gatheredBytes > 0) {
      push(gathered, gatheredBytes);
      gatheredBytes = 0;
    }
  }

  private void push(final byte[] bytes, final int length) throws IOException {
    for (int at = 0; at < length; at += WRITE_BYTES) {
      // A slow reader is not a dead one: what counts is whether it takes anything.
      writeStarted = System.nanoTime();
      out.write(bytes, at, Math.min(WRITE_BYTES, length - at));
    }
    out.flush();
    writeStarted = 0;
  }

  private synchronized void release(final Queued written) {
    if (written.lane() != null) {
      final int size = written.frame().bytes().length;
      written.lane().messages--;
      written.lane().bytes -= size;
      shared.queuedBytes().addAndGet(-size);
    }
  }

  private synchronized void end() {
    ended = true;
    for (Queued left = queue.poll(); left != null; left = queue.poll()) {
      release(left);
    }
  }
}
