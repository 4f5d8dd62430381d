/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class SealableBlockHeader extends ProcessableBlockHeader {
  protected SealableBlockHeader() {}

  public Hash getStateRoot() {
    throw new DeclarationOnly();
  }

  public Hash getTransactionsRoot() {
    throw new DeclarationOnly();
  }

  public Hash getReceiptsRoot() {
    throw new DeclarationOnly();
  }

  public LogsBloomFilter getLogsBloom() {
    throw new DeclarationOnly();
  }

  public long getGasUsed() {
    throw new DeclarationOnly();
  }
}
