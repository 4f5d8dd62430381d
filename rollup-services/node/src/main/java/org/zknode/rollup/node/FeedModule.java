/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.ElementsIntoSet;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.TransactionLatency;
import org.zknode.rollup.preconfirmation.SliceListener;
import org.zknode.rollup.rpc.feed.FeedClient;
import org.zknode.rollup.rpc.feed.FeedConfig;
import org.zknode.rollup.rpc.feed.FeedServer;

/** Slices from and to other nodes. */
@Module
interface FeedModule {
  @Provides
  static FeedConfig config(final NodeConfig node) {
    return node.feed();
  }

  @Provides
  @NodeScope
  static FeedServer server(final FeedConfig config, final Metrics metrics) {
    return new FeedServer(config.listen().orElseThrow(), metrics);
  }

  @Provides
  static Optional<FeedServer> perhaps(final FeedConfig config, final Provider<FeedServer> server) {
    return config.listen().map(listen -> server.get());
  }

  /** Who is told of slices, wherever they come from. */
  @Provides
  static List<SliceListener> listeners(
      final SliceListener slices,
      final TransactionLatency latency,
      final Optional<FeedServer> server) {
    return Stream.concat(Stream.of(slices, latency), server.stream()).toList();
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> serverService(final Optional<FeedServer> server) {
    return server.stream()
        .map(service -> new RoleService(RoleService.NETWORK, service))
        .collect(Collectors.toSet());
  }

  @Provides
  @ElementsIntoSet
  static Set<RoleService> clientService(
      final FeedConfig config,
      final ExecutionEngine engine,
      final List<SliceListener> listeners,
      final Metrics metrics) {
    return config.source().stream()
        .map(
            source ->
                new FeedClient(
                    source,
                    engine,
                    slice -> listeners.forEach(listener -> listener.preconfirmed(slice)),
                    metrics))
        .map(service -> new RoleService(RoleService.NETWORK, service))
        .collect(Collectors.toSet());
  }
}
