/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.load;

import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/** Counts what a node's chain has. */
public final class ChainCount {
  private ChainCount() {}

  /** Transactions in the blocks above that one, up to and with the last. */
  public static long transactions(final JsonRpc node, final long after, final long last) {
    long sum = 0;
    for (long block = after + 1; block <= last; block++) {
      final long number = block;
      sum +=
          node.tryQuantity("eth_getBlockTransactionCountByNumber", "0x" + Long.toHexString(block))
              .orElseThrow(
                  () ->
                      new LauncherException(
                          "%s does not tell how many transactions block %d has"
                              .formatted(node.url(), number)));
    }
    return sum;
  }
}
