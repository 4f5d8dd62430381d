/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.aggregator.AggregatorConfig;
import org.zknode.rollup.sequencer.SequencerConfig;

/** The keys of the roles that send to L1, from their files; empty for a role that is off. */
@NodeScope
final class NodeKeys {
  private final Optional<PrivateKey> sequencer;
  private final Optional<PrivateKey> aggregator;

  @Inject
  NodeKeys(final NodeConfig config) {
    this.sequencer =
        config.sequencer().map(SequencerConfig::sequencerKeyFile).map(PrivateKey::fromFile);
    this.aggregator = config.aggregator().map(AggregatorConfig::keyFile).map(PrivateKey::fromFile);
  }

  Optional<Address> sequencer() {
    return sequencer.map(PrivateKey::address);
  }

  Optional<Address> aggregator() {
    return aggregator.map(PrivateKey::address);
  }

  /** Of all roles that send. */
  List<PrivateKey> all() {
    return Stream.of(sequencer, aggregator).flatMap(Optional::stream).toList();
  }
}
