/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.jsonrpc.Endpoint;
import org.zknode.rollup.l1.jsonrpc.EndpointCaller;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;

/** Start-up check of every URL: an endpoint of another chain is a mistake, and is said at once. */
final class L1ChainCheck {
  private static final Logger LOG = LoggerFactory.getLogger(L1ChainCheck.class);

  private L1ChainCheck() {}

  /**
   * An endpoint that does not answer now is checked when it is used for the first time.
   *
   * @throws L1ConfigurationException an endpoint is of another chain
   */
  static void run(final JsonRpcTransport transport, final L1Config config) {
    final List<String> wrong = new ArrayList<>();
    for (final EndpointCaller caller : transport.callers()) {
      try {
        caller.checkChain();
      } catch (final L1EndpointException | JsonRpcErrorException e) {
        LOG.debug("chain id of an L1 endpoint", e);
      }
      if (transport.pool().rank(caller.endpoint()) == Endpoint.Rank.WRONG_CHAIN) {
        wrong.add(caller.endpoint().name() + " is not of L1: " + caller.endpoint().lastError());
      } else if (caller.endpoint().needsChainCheck()) {
        LOG.warn(
            "L1 endpoint {} does not answer now; it is checked when it is used",
            caller.endpoint().name());
      }
    }
    if (!wrong.isEmpty()) {
      throw new L1ConfigurationException(
          "%s (--plugin-zknode-l1-urls, --plugin-zknode-l1-chain-id %d)"
              .formatted(String.join("; ", wrong), config.chainId()));
    }
  }
}
