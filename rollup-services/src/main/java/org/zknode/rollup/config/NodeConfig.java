/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.config;

import java.net.URI;
import java.util.Optional;

/**
 * The whole configuration of one node; a role is on when its part is present.
 *
 * @param pool counts where there is a pool DB
 * @param relayUrl JSON-RPC of the node that takes transactions, for nodes without a pool DB
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
    Optional<URI> relayUrl) {

  /** The main node is the one that sequences. */
  public boolean isMainNode() {
    return sequencer.isPresent();
  }
}
