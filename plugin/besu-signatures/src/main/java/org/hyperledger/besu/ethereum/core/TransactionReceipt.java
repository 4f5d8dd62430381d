/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.List;
import org.hyperledger.besu.datatypes.Log;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class TransactionReceipt {
  private TransactionReceipt() {}

  public long getCumulativeGasUsed() {
    throw new DeclarationOnly();
  }

  public List<Log> getLogsList() {
    throw new DeclarationOnly();
  }

  public LogsBloomFilter getBloomFilter() {
    throw new DeclarationOnly();
  }

  public int getStatus() {
    throw new DeclarationOnly();
  }
}
