/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.besu;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.zknode.bench.BenchChain;
import org.zknode.bench.CodecWork;
import org.zknode.bench.CountingSink;
import org.zknode.bench.Heap;
import org.zknode.bench.ReplayFrames;
import org.zknode.bench.Tap;
import org.zknode.bench.Touch;
import org.zknode.plugin.ZknodeContext;
import org.zknode.plugin.besu.BesuAccess;
import org.zknode.plugin.besu.ZksOnDevp2p;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.MalformedPayloadException;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.wire.Capabilities;
import picocli.CommandLine.Option;

/**
 * Runs inside a Besu for {@code zknode bench-zks --engine besu}: a hub on memory, and beside it a
 * capability that carries the same frames and does nothing with them. The benchmark says over
 * JSON-RPC when which of them runs. Never part of the plugin zip.
 */
public final class BenchPlugin implements BesuPlugin, ZksConnectionHandler {
  /** JSON-RPC namespace of this plugin. */
  public static final String NAMESPACE = "bench";

  /** Sorts before zks, as every name that needs no change of its message ids. */
  private static final CapabilityOffer BARE = new CapabilityOffer("bench", 1, 1);

  private static final long RETRY_NANOS = 1_000_000;

  /** Messages without zks that wait at the most; the network's thread waits for room. */
  private static final int WAITING_BARE = 64;

  private static final ZksConfig CONFIG =
      new ZksConfig(List.of(Capabilities.ZKS_5), 64, Duration.ofSeconds(60), 4, List.of());

  /** Command-line options. */
  public static final class Options {
    @Option(
        names = "--plugin-zksbench-main-node",
        description = "Node id from which the replay is taken; empty: this is the main node")
    String mainNode = "";

    boolean external() {
      return !mainNode.isEmpty();
    }

    @Option(names = "--plugin-zksbench-size", description = "Size of the records")
    CodecWork.Size size = CodecWork.Size.SMALL;
  }

  private final Options options = new Options();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bareRecords = new AtomicLong();
  private final BlockingQueue<InboundMessage> bare = new ArrayBlockingQueue<>(WAITING_BARE);
  private final AtomicReference<ZksConnection> peer = new AtomicReference<>();
  private volatile boolean flowing;
  private volatile boolean stopped;
  private volatile boolean replaying;
  private ServiceManager services;
  private BesuAccess access;
  private Tap tap;
  private ReplayFrames frames;
  private ZksHub hub;
  private ZksOnDevp2p devp2p;
  private final Thread bareReceiver =
      Thread.ofVirtual().name("bench-receive").unstarted(this::receiveBare);

  private final CountingSink sink = new CountingSink();

  @Override
  public void register(final ServiceManager manager) {
    services = manager;
    access =
        BesuAccess.register(
            ZknodeContext.require(manager, PicoCLIOptions.class), "zksbench", options);
    final RpcEndpointService rpc = ZknodeContext.require(manager, RpcEndpointService.class);
    rpc.registerRPCEndpoint(NAMESPACE, "counters", request -> counters());
    rpc.registerRPCEndpoint(
        NAMESPACE,
        "flow",
        request ->
            flow(
                String.valueOf(request.getParams()[0]),
                Boolean.parseBoolean(String.valueOf(request.getParams()[1]))));
    rpc.registerRPCEndpoint(NAMESPACE, "replay", request -> replay());
    rpc.registerRPCEndpoint(NAMESPACE, "heap", request -> Heap.afterCollection());
  }

  @Override
  public void beforeExternalServices() {
    final BenchChain chain = BenchChain.of(options.size);
    tap = new Tap(chain);
    frames = ReplayFrames.of(chain);
    hub =
        options.external()
            ? ExternalNodeHub.create(
                CONFIG.withMainNodes(List.of(options.mainNode)),
                BenchChain.CHAIN,
                sink,
                Optional.empty(),
                Metrics.none())
            : MainNodeHub.create(
                CONFIG, BenchChain.CHAIN, tap, Set::of, Metrics.none(), InstantSource.system());
    devp2p =
        ZksOnDevp2p.register(
            access.controller(),
            List.of(BARE, new CapabilityOffer("zks", 5, 2)),
            this,
            CONFIG,
            true,
            Metrics.none());
  }

  @Override
  public void start() {
    hub.start();
    bareReceiver.start();
  }

  @Override
  public void stop() {
    stopped = true;
    bareReceiver.interrupt();
    hub.stop();
    devp2p.close();
  }

  private Map<String, Object> counters() {
    return Map.of(
        "bytes",
        bytes.get(),
        "messages",
        messages.get(),
        "records",
        bareRecords.get() + sink.records(),
        "nanos",
        System.nanoTime(),
        "peers",
        hub.snapshot().peers().size(),
        "connected",
        peer.get() != null);
  }

  /** Main node: lets one of the two go on, or holds it. */
  private boolean flow(final String kind, final boolean on) {
    if (kind.equals("replay")) {
      tap.open(on);
    } else {
      flowing = on;
    }
    return on;
  }

  private void sendBare(final ZksConnection connection) {
    int next = 0;
    while (!stopped && peer.get() == connection) {
      if (flowing && connection.send(BARE.name(), 0, frames.payloads().get(next))) {
        next = (next + 1) % frames.payloads().size();
      } else {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** External node: asks for the replay. */
  private boolean replay() {
    replaying = true;
    hub.connected(peer.get());
    return true;
  }

  @Override
  public void connected(final ZksConnection connection) {
    if (!options.external()) {
      hub.connected(connection);
    }
    if (peer.compareAndSet(null, connection) && !options.external()) {
      Thread.ofVirtual().name("bench-bare").start(() -> sendBare(connection));
    }
  }

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    if (message.capability().equals(BARE.name())) {
      try {
        bare.put(message);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else if (replaying || !options.external()) {
      bytes.addAndGet(message.cost());
      messages.incrementAndGet();
      hub.received(connection, message);
    }
  }

  /** On a thread of its own, as the peers of the hub are served. */
  private void receiveBare() {
    try {
      while (!stopped) {
        bytes.addAndGet(Touch.all(bare.take().payload()));
        messages.incrementAndGet();
        bareRecords.addAndGet(frames.records());
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final MalformedPayloadException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    final boolean known = peer.compareAndSet(connection, null);
    if (!options.external() || known && replaying) {
      hub.disconnected(connection);
    }
  }
}
