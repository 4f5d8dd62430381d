/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.List;
import org.hyperledger.besu.datatypes.Log;
import org.hyperledger.besu.datatypes.LogsBloomFilter;

/** Stands for Besu's in unit tests. */
public class TransactionReceipt {
  private final int status;
  private final long cumulativeGasUsed;
  private final List<Log> logs;

  public TransactionReceipt(final int status, final long cumulativeGasUsed, final List<Log> logs) {
    this.status = status;
    this.cumulativeGasUsed = cumulativeGasUsed;
    this.logs = List.copyOf(logs);
  }

  public long getCumulativeGasUsed() {
    return cumulativeGasUsed;
  }

  public List<Log> getLogsList() {
    return logs;
  }

  public LogsBloomFilter getBloomFilter() {
    return new LogsBloomFilter();
  }

  public int getStatus() {
    return status;
  }
}
