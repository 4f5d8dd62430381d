/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.status.NodeStatus;
import org.zknode.rollup.status.NodeStatusTracker;

/** Makes the {@link ZksHub} of a main node. */
public final class MainNodeHub {
  private MainNodeHub() {}

  /** A main node outside of a rollup node, whose status is only logged. */
  public static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock) {
    return create(
        config,
        chain,
        source,
        acceptedVerifiers,
        metrics,
        clock,
        new NodeStatusTracker(Clock.systemUTC(), event -> {}));
  }

  /**
   * The main node: serves blocks and asks verifiers.
   *
   * @param acceptedVerifiers addresses that may sign batches; asked at each authentication
   * @param status degraded while a peer waits for a record that no message carries
   */
  public static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock,
      final NodeStatus status) {
    return create(
        config,
        chain,
        source,
        acceptedVerifiers,
        metrics,
        clock,
        status,
        ZksHub.SLOW_READER_TIMEOUT,
        System::nanoTime);
  }

  static ZksHub create(
      final ZksConfig config,
      final ChainConfig chain,
      final ReplayRecords.Source source,
      final Supplier<Set<Address>> acceptedVerifiers,
      final Metrics metrics,
      final InstantSource clock,
      final NodeStatus status,
      final Duration slowReaderTimeout,
      final LongSupplier nanoTime) {
    return new ZksHub(
        config,
        slowReaderTimeout,
        nanoTime,
        metrics,
        status,
        (peers, counters) ->
            new MainNodeZks(
                ZksHub.offered(config, true),
                new ReplayRecordMapper(chain),
                source,
                acceptedVerifiers,
                peerId -> peers.find(peerId).map(PeerWorker::peer),
                counters,
                clock,
                status));
  }
}
