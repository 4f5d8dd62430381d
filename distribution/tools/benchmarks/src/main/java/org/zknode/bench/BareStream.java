/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;

/** The same frames on a bare connection of the same stack: nobody encodes, decodes or looks. */
final class BareStream implements Stream {
  /** The same capability as the replay. */
  private static final Capability ZKS = new Capability("zks", 5, 2);

  private static final int BLOCK_REPLAYS = 1;

  /** Pause before a full outbound queue is tried again, as the hub does it. */
  private static final long RETRY_NANOS = 1_000_000;

  private final AtomicLong received = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();
  private final ReplayFrames content;
  private final RlpxPair pair;
  private volatile boolean flowing;
  private volatile boolean closed;

  BareStream(final ReplayFrames content) {
    this.content = content;
    this.pair = RlpxPair.connect(List.of(ZKS), new Sender(), new Receiver());
  }

  private final class Sender implements RlpxHandler {
    @Override
    public void connected(final RlpxConnection connection) {
      Thread.ofVirtual().name("bench-bare").start(() -> send(connection));
    }

    private void send(final RlpxConnection connection) {
      int next = 0;
      while (!closed && connection.isOpen()) {
        if (flowing && connection.send(ZKS.name(), BLOCK_REPLAYS, content.payloads().get(next))) {
          next = (next + 1) % content.payloads().size();
        } else {
          LockSupport.parkNanos(RETRY_NANOS);
        }
      }
    }

    @Override
    public void message(
        final RlpxConnection connection,
        final String capability,
        final int code,
        final Bytes payload) {
      throw new IllegalStateException("the receiver says nothing");
    }

    @Override
    public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {
      closed = true;
    }
  }

  private final class Receiver implements RlpxHandler {
    @Override
    public void connected(final RlpxConnection connection) {}

    @Override
    public void message(
        final RlpxConnection connection,
        final String capability,
        final int code,
        final Bytes payload) {
      received.addAndGet(Touch.all(payload));
      frames.incrementAndGet();
    }

    @Override
    public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {}
  }

  @Override
  public void flow(final boolean on) {
    flowing = on;
  }

  @Override
  public long messages() {
    return frames.get();
  }

  @Override
  public long bytes() {
    return received.get();
  }

  @Override
  public long records() {
    return frames.get() * content.records();
  }

  @Override
  public void close() {
    closed = true;
    pair.close();
  }
}
