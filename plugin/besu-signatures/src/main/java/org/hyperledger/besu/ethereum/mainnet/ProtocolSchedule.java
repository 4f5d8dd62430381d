/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.mainnet;

import java.math.BigInteger;
import java.util.Optional;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface ProtocolSchedule {
  default ProtocolSpec getForNextBlockHeader(
      org.hyperledger.besu.plugin.data.BlockHeader parentBlockHeader, long timestampForNextBlock) {
    throw new DeclarationOnly();
  }

  Optional<BigInteger> getChainId();
}
