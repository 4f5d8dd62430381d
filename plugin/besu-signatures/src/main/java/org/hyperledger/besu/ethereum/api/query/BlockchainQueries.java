/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.query;

import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.hyperledger.besu.ethereum.core.MiningConfiguration;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BlockchainQueries {
  public BlockchainQueries(
      ProtocolSchedule protocolSchedule,
      Blockchain blockchain,
      WorldStateArchive worldStateArchive,
      MiningConfiguration miningConfiguration) {
    throw new DeclarationOnly();
  }
}
