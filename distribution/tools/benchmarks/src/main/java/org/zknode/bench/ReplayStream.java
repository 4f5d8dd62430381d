/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.zknode.embedded.RlpxZksTransport;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.wire.Capabilities;

/** Replay from a main node's hub to an external node's hub, over our own RLPx on loopback. */
final class ReplayStream implements Stream {
  /** Both nodes' settings: zks/5, 64 records per message. */
  static final ZksConfig CONFIG =
      new ZksConfig(List.of(Capabilities.ZKS_5), 64, Duration.ofSeconds(60), 25, List.of());

  private final Tap tap;
  private final CountingSink sink = new CountingSink();
  private final ZksHub main;
  private final ZksHub external;
  private final Counting counting;
  private final RlpxPair pair;

  ReplayStream(final BenchChain chain) {
    tap = new Tap(chain);
    main =
        MainNodeHub.create(
            CONFIG, BenchChain.CHAIN, tap, Set::of, Metrics.none(), InstantSource.system());
    external =
        ExternalNodeHub.create(
            CONFIG.withMainNodes(List.of(RlpxPair.mainNodeId())),
            BenchChain.CHAIN,
            sink,
            Optional.empty(),
            Metrics.none());
    counting = new Counting(external);
    main.start();
    external.start();
    pair =
        RlpxPair.connect(
            RlpxZksTransport.capabilities(external.offers()),
            new RlpxZksTransport(main),
            new RlpxZksTransport(counting));
  }

  @Override
  public void flow(final boolean on) {
    tap.open(on);
  }

  @Override
  public long messages() {
    return counting.messages();
  }

  @Override
  public long bytes() {
    return counting.bytes();
  }

  @Override
  public long records() {
    return sink.records();
  }

  @Override
  public void close() {
    external.stop();
    main.stop();
    pair.close();
  }
}
