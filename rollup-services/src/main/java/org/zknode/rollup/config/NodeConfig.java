/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration of one node; a role is on when its part is present.
 *
 * @param pool counts where there is a pool DB
 * @param relayUrls JSON-RPC of nodes that take transactions, for nodes without a pool DB; none on a
 *     node that takes none
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
    List<URI> relayUrls) {
  public NodeConfig {
    relayUrls = List.copyOf(relayUrls);
  }

  /** The main node is the one that sequences. */
  public boolean isMainNode() {
    return sequencer.isPresent();
  }
}
