/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.List;
import java.util.stream.Stream;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/**
 * Keys of those who run one rollup of a devnet, in hex.
 *
 * @param deployer deploys the rollup's contracts and is their admin
 * @param sequencer sends the sequences
 * @param aggregator sends the proofs
 * @param bridge spends on the rollup itself: exit roots and claims
 */
record OperatorKeys(String deployer, String sequencer, String aggregator, String bridge) {

  /** Those that spend on the chain that carries the rollup's contracts. */
  List<Address> below() {
    return Stream.of(deployer, sequencer, aggregator)
        .map(OperatorKeys::address)
        .distinct()
        .toList();
  }

  PrivateKey deployerKey() {
    return PrivateKey.fromHex(deployer);
  }

  PrivateKey sequencerKey() {
    return PrivateKey.fromHex(sequencer);
  }

  static Address address(final String key) {
    return PrivateKey.fromHex(key).address();
  }
}
