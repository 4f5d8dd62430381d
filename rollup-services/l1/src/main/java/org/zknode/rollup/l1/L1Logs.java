/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.List;

/**
 * The logs of some L1 blocks, up to where there were enough.
 *
 * @param logs in block and log order
 * @param toBlock the last block all of whose logs are here
 */
public record L1Logs(List<L1Log> logs, long toBlock) {
  public L1Logs {
    logs = List.copyOf(logs);
  }
}
