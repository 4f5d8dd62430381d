/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Clock;
import java.util.Optional;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** Makes the {@link ZksHub} of an external node. */
public final class ExternalNodeHub {
  private ExternalNodeHub() {}

  /**
   * An external node: takes blocks from its configured main nodes, in turn.
   *
   * @param verifier empty when this node signs no batches
   * @throws IllegalArgumentException the configuration names a main node by something else than 64
   *     bytes of hex
   */
  public static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics) {
    return create(
        config,
        chain,
        sink,
        verifier,
        metrics,
        new NodeStatusTracker(Clock.systemUTC(), event -> {}));
  }

  /**
   * The same inside of a rollup node.
   *
   * @param status degraded while the main nodes bring no blocks
   */
  public static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics,
      final NodeStatus status) {
    return create(config, chain, sink, verifier, metrics, status, ReplayTimes.DEFAULT);
  }

  static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Sink sink,
      final Optional<ZksVerifier> verifier,
      final Metrics metrics,
      final NodeStatus status,
      final ReplayTimes times) {
    return new ZksHub(
        config,
        ZksHub.SLOW_READER_TIMEOUT,
        System::nanoTime,
        metrics,
        status,
        (peers, counters) ->
            new ExternalNodeZks(
                ZksHub.offered(config, verifier.isPresent()),
                config,
                new ReplayRecordMapper(chain),
                sink,
                verifier,
                counters,
                status,
                times,
                peers::wakeUp));
  }
}
