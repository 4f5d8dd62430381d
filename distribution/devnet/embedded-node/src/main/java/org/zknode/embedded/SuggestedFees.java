/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigInteger;
import java.util.function.Supplier;

/**
 * What wallets take their prices from: anvil's answers, raised to what the rollup suggests. The
 * priority fee is the whole suggested price, because the base fee of a chain that is not full falls
 * to next to nothing.
 */
record SuggestedFees(Supplier<BigInteger> suggested) {
  /** The answer to {@code eth_gasPrice}; anvil's own price covers the base fee. */
  String gasPrice(final Object own) {
    return atLeastSuggested((JsonNode) own);
  }

  /** The answer to {@code eth_maxPriorityFeePerGas}. */
  String priorityFee(final Object own) {
    return atLeastSuggested((JsonNode) own);
  }

  /**
   * The answer to {@code eth_feeHistory}: priority fees that would not have been taken are raised.
   */
  JsonNode history(final Object own) {
    final JsonNode history = (JsonNode) own;
    for (final JsonNode block : history.path("reward")) {
      if (block instanceof ArrayNode rewards) {
        for (int i = 0; i < rewards.size(); i++) {
          rewards.set(i, rewards.textNode(atLeastSuggested(rewards.get(i))));
        }
      }
    }
    return history;
  }

  private String atLeastSuggested(final JsonNode price) {
    final BigInteger own = new BigInteger(price.asText("0x0").substring(2), 16);
    return "0x" + own.max(suggested.get()).toString(16);
  }
}
