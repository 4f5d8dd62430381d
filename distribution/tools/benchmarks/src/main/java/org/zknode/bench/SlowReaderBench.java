/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.eth.PrivateKey;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.wire.GetBlockReplays;

/**
 * What a peer that asked for an endless chain and does not read costs a main node, while another
 * peer replays: both dial over our own RLPx, the main node is a Besu or on our own RLPx, too.
 */
final class SlowReaderBench {
  private static final PrivateKey MAIN = PrivateKey.fromHex("0x" + "01".repeat(32));
  private static final PrivateKey BYSTANDER = PrivateKey.fromHex("0x" + "02".repeat(32));
  private static final PrivateKey SLOW = PrivateKey.fromHex("0x" + "03".repeat(32));

  private static final String HOST = "127.0.0.1";
  private static final long DIAL_SECONDS = 60;

  /** Twice what the hub gives a slow reader. */
  private static final Duration CUT = Duration.ofMinutes(2);

  /** The bystander alone, for its rate and for the main node's heap with it. */
  private static final Duration ALONE = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 500;

  private SlowReaderBench() {}

  /**
   * What was seen.
   *
   * @param heapBytes of the main node after a full collection, at the most, beyond what it was with
   *     the bystander alone
   * @param cutSeconds after which the main node ended the slow reader's connection
   * @param aloneRecordsPerSecond of the bystander before
   * @param besideRecordsPerSecond of the bystander until the cut
   * @param longestPauseSeconds in which the bystander got nothing, until the cut
   */
  record Result(
      String engine,
      long heapBytes,
      double cutSeconds,
      double aloneRecordsPerSecond,
      double besideRecordsPerSecond,
      double longestPauseSeconds) {}

  /** The main node that is measured. */
  private interface MainNode {
    Enode enode();

    /** Bytes in use after a full collection. */
    long heap();

    /** Peers whose connection it has not ended. */
    int peers();
  }

  /**
   * A main node on our own RLPx, in this JVM.
   *
   * @param most records a second that the bystander takes; 0 = as many as it gets
   */
  static Result overRlpx(final BenchChain chain, final int most) {
    final ZksHub hub =
        MainNodeHub.create(
            ReplayStream.CONFIG,
            BenchChain.CHAIN,
            chain,
            Set::of,
            Metrics.none(),
            InstantSource.system());
    hub.start();
    try (RlpxServer server = serve(MAIN, new RlpxZksTransport(hub))) {
      return measure(
          "rlpx",
          new MainNode() {
            @Override
            public Enode enode() {
              return server.enode();
            }

            @Override
            public long heap() {
              return Heap.afterCollection();
            }

            @Override
            public int peers() {
              return hub.snapshot().peers().size();
            }
          },
          most);
    } catch (final IOException e) {
      throw new BenchException("RLPx cannot be started: " + e.getMessage(), e);
    } finally {
      hub.stop();
    }
  }

  /**
   * A Besu.
   *
   * @param most records a second that the bystander takes; 0 = as many as it gets
   */
  static Result overBesu(final Path home, final CodecWork.Size size, final int most) {
    return BesuBench.onOne(
        home,
        size,
        besu -> {
          besu.call("bench_flow", "replay", true);
          final Enode enode =
              Enode.parse(besu.call("admin_nodeInfo").get("enode").asText().split("\\?")[0]);
          return measure(
              "besu",
              new MainNode() {
                @Override
                public Enode enode() {
                  return enode;
                }

                @Override
                public long heap() {
                  return besu.call("bench_heap").asLong();
                }

                @Override
                public int peers() {
                  return besu.call("bench_counters").get("peers").asInt();
                }
              },
              most);
        });
  }

  private static RlpxServer serve(final PrivateKey key, final RlpxHandler handler)
      throws IOException {
    return RlpxServer.builder()
        .key(key)
        .clientId("bench")
        .bind(HOST, 0)
        .capabilities(RlpxZksTransport.capabilities(ZksHub.offers(ReplayStream.CONFIG, false)))
        .handler(handler)
        .start();
  }

  private static RlpxConnection dial(final RlpxServer from, final Enode to) {
    try {
      return from.dial(to).get(DIAL_SECONDS, TimeUnit.SECONDS);
    } catch (final ExecutionException | TimeoutException e) {
      throw new BenchException("%s cannot be dialled: %s".formatted(to, e.getMessage()), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static Result measure(final String engine, final MainNode main, final int most) {
    final CountingSink sink = new CountingSink(most);
    final ZksHub external =
        ExternalNodeHub.create(
            ReplayStream.CONFIG.withMainNodes(
                List.of(main.enode().nodeId().toUnprefixedHexString())),
            BenchChain.CHAIN,
            sink,
            Optional.empty(),
            Metrics.none());
    external.start();
    final Deaf deaf = new Deaf();
    try (RlpxServer bystander = serve(BYSTANDER, new RlpxZksTransport(external));
        RlpxServer slow = serve(SLOW, deaf)) {
      final RlpxConnection good = dial(bystander, main.enode());
      awaitFirst(sink);
      final long start = System.nanoTime();
      final long first = sink.records();
      Pause.forMillis(ALONE.toMillis());
      final double alone = (sink.records() - first) / seconds(start);
      final long before = main.heap();

      dial(slow, main.enode());
      final Result result = untilCut(engine, main, before, alone, sink);
      if (!good.isOpen()) {
        throw new BenchException("the main node cut the peer that reads, too");
      }
      return result;
    } catch (final IOException e) {
      throw new BenchException("RLPx cannot be started: " + e.getMessage(), e);
    } finally {
      deaf.listen();
      external.stop();
    }
  }

  private static void awaitFirst(final CountingSink sink) {
    final long start = System.nanoTime();
    while (sink.records() == 0) {
      if (seconds(start) > Stream.START.toSeconds()) {
        throw new BenchException("no record arrived within " + Stream.START.toSeconds() + " s");
      }
      Pause.forMillis(10);
    }
  }

  private static Result untilCut(
      final String engine,
      final MainNode main,
      final long before,
      final double alone,
      final CountingSink sink) {
    final long start = System.nanoTime();
    final long first = sink.records();
    long most = 0;
    long last = first;
    long lastSeen = start;
    double longestPause = 0;
    boolean seen = false;
    while (!seen || main.peers() > 1) {
      seen |= main.peers() > 1;
      if (seconds(start) > CUT.toSeconds()) {
        throw new BenchException("the main node did not cut the slow reader in " + CUT);
      }
      most = Math.max(most, main.heap() - before);
      Pause.forMillis(LOOK_MILLIS);
      longestPause = Math.max(longestPause, seconds(lastSeen));
      if (sink.records() != last) {
        last = sink.records();
        lastSeen = System.nanoTime();
      }
    }
    final double cut = seconds(start);
    return new Result(engine, most, cut, alone, (sink.records() - first) / cut, longestPause);
  }

  private static double seconds(final long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Asks for everything and reads nothing: its thread stays in the first message. */
  private static final class Deaf implements RlpxHandler {
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void connected(final RlpxConnection opened) {
      opened.send("zks", 0, GetBlockReplays.from(1, WireLimits.MAX_BLOCKS_PER_MESSAGE).encode());
    }

    @Override
    public void message(
        final RlpxConnection from, final String capability, final int code, final Bytes payload) {
      try {
        end.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void disconnected(final RlpxConnection gone, final DisconnectReason reason) {}

    void listen() {
      end.countDown();
    }
  }
}
