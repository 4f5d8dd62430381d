/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/**
 * What wallets offer by default, all in wei per gas.
 *
 * @param gasPrice for legacy transactions: {@code eth_gasPrice}
 * @param maxFeePerGas for dynamic-fee transactions: twice the base fee and the tip, as the common
 *     libraries do
 * @param tip {@code eth_maxPriorityFeePerGas}
 */
record Prices(BigInteger gasPrice, BigInteger maxFeePerGas, BigInteger tip) {
  /**
   * Besu has no newest block, or no price, for the moment in which it stores one: asked again then.
   */
  private static final int TRIES = 3;

  /**
   * @throws LauncherException what the node said instead
   */
  static Prices ask(final JsonRpc node) {
    final BigInteger gasPrice = number(result(node, "eth_gasPrice").asText());
    final BigInteger tip = number(result(node, "eth_maxPriorityFeePerGas").asText());
    final BigInteger baseFee =
        number(
            result(node, "eth_getBlockByNumber", "latest", false).path("baseFeePerGas").asText());
    return new Prices(gasPrice, baseFee.shiftLeft(1).add(tip), tip);
  }

  Prices times(final int factor) {
    final BigInteger times = BigInteger.valueOf(factor);
    return new Prices(gasPrice.multiply(times), maxFeePerGas.multiply(times), tip.multiply(times));
  }

  static BigInteger number(final String hex) {
    return new BigInteger(hex.substring(2), 16);
  }

  private static JsonNode result(
      final JsonRpc node, final String method, final Object... parameters) {
    String last = "";
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        final JsonNode result = node.call(method, parameters);
        if (!result.isNull() && !result.isMissingNode()) {
          return result;
        }
        last = "null";
      } catch (final JsonRpc.RpcError e) {
        last = e.getMessage();
      } catch (final IOException e) {
        throw new LauncherException(
            "%s does not answer %s: %s".formatted(node.url(), method, e), e);
      }
    }
    throw new LauncherException("%s answers %s with %s".formatted(node.url(), method, last));
  }
}
