/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.api.jsonrpc;

/** Names of the host's own methods: of some. */
public enum RpcMethod {
  DEBUG_METRICS("debug_metrics");

  private final String name;

  RpcMethod(final String name) {
    this.name = name;
  }

  public static boolean rpcMethodExists(final String name) {
    return DEBUG_METRICS.name.equals(name);
  }
}
