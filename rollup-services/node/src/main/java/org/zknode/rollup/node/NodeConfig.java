/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.bridge.BridgeConfig;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.database.DatabaseConfig;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.executor.BatchExecutionConfig;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.rollup.rpc.feed.FeedConfig;
import org.zknode.rollup.rpc.sync.SyncTimeouts;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import org.zknode.rollup.verification.VerifierConfig;
import org.zknode.rollup.zks.ZksConfig;

/**
 * The whole configuration of one node; a role is on when its part is present.
 *
 * @param pool counts where there is a pool DB
 * @param batchResources what a batch has: every node that takes transactions has to know it
 * @param relayUrls JSON-RPC of nodes that take transactions, for nodes without a pool DB; none on a
 *     node that takes none
 * @param syncTimeouts of {@code eth_sendRawTransactionSync}
 * @param feed of preconfirmations
 * @param batchExecution where the main node has closed batches executed besides
 */
public record NodeConfig(
    ChainConfig chain,
    L1Config l1,
    DatabaseConfig database,
    PoolConfig pool,
    ZksConfig zks,
    Optional<SequencerConfig> sequencer,
    Optional<SynchronizerConfig> synchronizer,
    Optional<AggregatorConfig> aggregator,
    Optional<VerifierConfig> verifier,
    ResourceLimits batchResources,
    List<URI> relayUrls,
    Optional<BridgeConfig> bridge,
    SyncTimeouts syncTimeouts,
    FeedConfig feed,
    Optional<BatchExecutionConfig> batchExecution) {
  public NodeConfig {
    relayUrls = List.copyOf(relayUrls);
  }

  /** With the bridge's index. */
  public NodeConfig withBridge(final Optional<BridgeConfig> other) {
    return new NodeConfig(
        chain,
        l1,
        database,
        pool,
        zks,
        sequencer,
        synchronizer,
        aggregator,
        verifier,
        batchResources,
        relayUrls,
        other,
        syncTimeouts,
        feed,
        batchExecution);
  }

  /** The same with other places and peers. */
  public NodeConfig withZks(final ZksConfig other) {
    return new NodeConfig(
        chain,
        l1,
        database,
        pool,
        other,
        sequencer,
        synchronizer,
        aggregator,
        verifier,
        batchResources,
        relayUrls,
        bridge,
        syncTimeouts,
        feed,
        batchExecution);
  }

  /**
   * With the sequencer's limits of a batch, or the default ones, and the default timeouts; without
   * the bridge's index and without a feed.
   */
  public NodeConfig(
      final ChainConfig chain,
      final L1Config l1,
      final DatabaseConfig database,
      final PoolConfig pool,
      final ZksConfig zks,
      final Optional<SequencerConfig> sequencer,
      final Optional<SynchronizerConfig> synchronizer,
      final Optional<AggregatorConfig> aggregator,
      final Optional<VerifierConfig> verifier,
      final List<URI> relayUrls) {
    this(
        chain,
        l1,
        database,
        pool,
        zks,
        sequencer,
        synchronizer,
        aggregator,
        verifier,
        sequencer.map(SequencerConfig::resources).orElse(ResourceLimits.DEFAULT),
        relayUrls,
        Optional.empty(),
        SyncTimeouts.DEFAULT,
        FeedConfig.NONE,
        Optional.empty());
  }

  /** The main node is the one that sequences. */
  public boolean isMainNode() {
    return sequencer.isPresent();
  }
}
