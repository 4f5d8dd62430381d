/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.math.BigInteger;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.process.JsonRpc;

/**
 * What wallets offer by default, all in wei per gas.
 *
 * @param gasPrice for legacy transactions: {@code eth_gasPrice}
 * @param maxFeePerGas for dynamic-fee transactions: twice the base fee and the tip, as the common
 *     libraries do
 * @param tip {@code eth_maxPriorityFeePerGas}
 */
record Prices(BigInteger gasPrice, BigInteger maxFeePerGas, BigInteger tip) {
  static Prices ask(final JsonRpc node) {
    final BigInteger gasPrice = quantity(node, "eth_gasPrice");
    final BigInteger tip = quantity(node, "eth_maxPriorityFeePerGas");
    final BigInteger baseFee =
        node.tryCall("eth_getBlockByNumber", "latest", false)
            .map(block -> number(block.path("baseFeePerGas").asText()))
            .orElseThrow(() -> silent(node));
    return new Prices(gasPrice, baseFee.shiftLeft(1).add(tip), tip);
  }

  static BigInteger number(final String hex) {
    return new BigInteger(hex.substring(2), 16);
  }

  private static BigInteger quantity(final JsonRpc node, final String method) {
    return node.tryCall(method)
        .map(answer -> number(answer.asText()))
        .orElseThrow(() -> silent(node));
  }

  private static LauncherException silent(final JsonRpc node) {
    return new LauncherException(node.url() + " does not answer");
  }
}
