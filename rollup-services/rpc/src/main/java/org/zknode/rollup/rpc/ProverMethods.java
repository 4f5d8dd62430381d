/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code zknode_provers}: the provers of this node's aggregator, none where that role is off. */
public final class ProverMethods {
  private final Supplier<List<Map<String, Object>>> provers;

  /**
   * @param provers the provers as JSON objects
   */
  public ProverMethods(final Supplier<List<Map<String, Object>>> provers) {
    this.provers = provers;
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "zknode_provers",
        params -> {
          RpcParams.none(params);
          return provers.get();
        });
  }
}
