/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.Optional;
import org.zknode.eth.Address;

/**
 * The role {@code bridge}.
 *
 * @param l1Bridge the bridge on L1
 * @param l1StartBlock no event of it, nor of the rollup manager, is in an L1 block before that one
 * @param l2Bridge the bridge on the own rollup
 * @param http where REST is served, if it is
 * @param spending what an account of its own does on L2, if it has one
 */
public record BridgeConfig(
    Address l1Bridge,
    long l1StartBlock,
    Address l2Bridge,
    Optional<Http> http,
    Optional<L2SpendingConfig> spending) {

  /**
   * @param host interface to listen on
   * @param port TCP port, 0 = any free one
   */
  public record Http(String host, int port) {}
}
