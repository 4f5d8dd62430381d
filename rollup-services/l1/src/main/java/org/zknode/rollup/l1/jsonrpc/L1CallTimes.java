/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import java.util.Set;
import org.zknode.rollup.metrics.Buckets;
import org.zknode.rollup.metrics.Metrics;

/** How long calls of L1 endpoints take, each endpoint's each attempt by itself. */
public final class L1CallTimes {
  /** A name of no fixed set would be a series of its own; all that this node calls are here. */
  private static final Set<String> METHODS =
      Set.of(
          "debug_traceTransaction",
          "eth_call",
          "eth_chainId",
          "eth_estimateGas",
          "eth_gasPrice",
          "eth_getBalance",
          "eth_getBlockByHash",
          "eth_getBlockByNumber",
          "eth_getCode",
          "eth_getLogs",
          "eth_getTransactionByBlockHashAndIndex",
          "eth_getTransactionByHash",
          "eth_getTransactionCount",
          "eth_getTransactionReceipt",
          "eth_maxPriorityFeePerGas",
          "eth_sendRawTransaction",
          "trace_transaction");

  private static final String OTHER = "other";

  private final Metrics.Histograms seconds;

  public L1CallTimes(final Metrics metrics) {
    seconds =
        metrics.histogram(
            "l1_call_seconds",
            "Seconds of a call of an L1 endpoint; labels method: the JSON-RPC method; outcome: ok,"
                + " failed",
            Buckets.CALL,
            "method",
            "outcome");
  }

  /** Measures nothing. */
  static L1CallTimes none() {
    return new L1CallTimes(Metrics.none());
  }

  void ended(final String method, final boolean ok, final long startNanos) {
    seconds.of(METHODS.contains(method) ? method : OTHER, ok ? "ok" : "failed").since(startNanos);
  }
}
