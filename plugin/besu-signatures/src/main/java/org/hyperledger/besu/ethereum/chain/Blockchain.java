/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.chain;

import java.util.List;
import java.util.Optional;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.core.BlockBody;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.core.TransactionReceipt;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface Blockchain {
  Optional<Hash> getFinalized();

  Optional<Hash> getSafeBlock();

  default BlockHeader getChainHeadHeader() {
    throw new DeclarationOnly();
  }

  Optional<BlockHeader> getBlockHeader(long blockNumber);

  Optional<BlockHeader> getBlockHeader(Hash blockHeaderHash);

  Optional<BlockBody> getBlockBody(Hash blockHeaderHash);

  Optional<BlockBody> getBlockBodySafe(Hash blockHeaderHash);

  Optional<List<TransactionReceipt>> getTxReceipts(Hash blockHeaderHash);

  Optional<TransactionLocation> getTransactionLocation(Hash transactionHash);
}
