/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.wire.GetBlockReplays;

/** What a long stream and a peer that does not read cost, in heap after a full collection. */
final class MemoryBench {
  private static final int POINTS = 10;

  /** A stream that brings nothing for so long is broken. */
  private static final long STALL_NANOS = Duration.ofSeconds(60).toNanos();

  private MemoryBench() {}

  /**
   * Heap at one point.
   *
   * @param records taken by then
   */
  record Point(long records, long heapBytes) {}

  /** Streams that many records between two hubs; both nodes' heap, at equal intervals. */
  static List<Point> longStream(final BenchChain chain, final long records) {
    final List<Point> points = new ArrayList<>();
    try (ReplayStream stream = new ReplayStream(chain)) {
      stream.flow(true);
      for (int i = 1; i <= POINTS; i++) {
        await(stream, records * i / POINTS);
        points.add(new Point(stream.records(), Heap.afterCollection()));
      }
    }
    return points;
  }

  private static void await(final Stream stream, final long records) {
    long last = -1;
    long changed = System.nanoTime();
    while (stream.records() < records) {
      if (stream.records() != last) {
        last = stream.records();
        changed = System.nanoTime();
      } else if (System.nanoTime() - changed > STALL_NANOS) {
        throw new BenchException("the replay stands still at record " + last);
      }
      Pause.forMillis(10);
    }
  }

  /** Asks for everything and reads nothing: its thread stays in the first message. */
  private static final class Deaf implements RlpxHandler {
    private final java.util.concurrent.CountDownLatch end =
        new java.util.concurrent.CountDownLatch(1);

    @Override
    public void connected(final RlpxConnection connection) {
      connection.send(
          "zks", 0, GetBlockReplays.from(1, WireLimits.MAX_BLOCKS_PER_MESSAGE).encode());
    }

    @Override
    public void message(
        final RlpxConnection connection,
        final String capability,
        final int code,
        final Bytes payload) {
      try {
        end.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {}
  }

  /**
   * Additional heap while a peer that asked for the chain does not read.
   *
   * @param time how long the main node may pile up
   */
  static long slowReader(final BenchChain chain, final Duration time) {
    final ZksHub main =
        ZksHub.mainNode(
            ReplayStream.CONFIG,
            BenchChain.CHAIN,
            chain,
            java.util.Set::of,
            Metrics.none(),
            java.time.InstantSource.system());
    main.start();
    final long before = Heap.afterCollection();
    final Deaf deaf = new Deaf();
    try (RlpxPair pair =
        RlpxPair.connect(
            RlpxZksTransport.capabilities(ZksHub.offers(ReplayStream.CONFIG, false)),
            new RlpxZksTransport(main),
            deaf)) {
      Pause.forMillis(time.toMillis());
      final long cost = Heap.afterCollection() - before;
      if (!pair.connection().isOpen()) {
        throw new BenchException("the main node cut the slow reader before it was measured");
      }
      return cost;
    } finally {
      deaf.end.countDown();
      main.stop();
    }
  }
}
