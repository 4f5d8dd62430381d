/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** What wallets take their prices from is never less than what is taken. */
class SuggestedFeesTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private final SuggestedFees fees = new SuggestedFees(() -> BigInteger.valueOf(0x100));

  private JsonNode json(final String text) throws Exception {
    return mapper.readTree(text);
  }

  @Test
  void pricesAreRaisedToTheSuggestion() throws Exception {
    assertThat(fees.gasPrice(json("\"0x7\""))).isEqualTo("0x100");
    assertThat(fees.gasPrice(json("\"0x200\""))).isEqualTo("0x200");
    assertThat(fees.priorityFee(json("\"0x0\""))).isEqualTo("0x100");
  }

  @Test
  void rewardsOfEmptyBlocksAreRaisedToo() throws Exception {
    final JsonNode history =
        fees.history(
            json(
                "{\"baseFeePerGas\":[\"0x7\",\"0x7\"],"
                    + "\"reward\":[[\"0x0\",\"0x1\"],[\"0x200\",\"0x5\"]]}"));
    assertThat(history.path("reward"))
        .isEqualTo(json("[[\"0x100\",\"0x100\"],[\"0x200\",\"0x100\"]]"));
    assertThat(history.path("baseFeePerGas")).isEqualTo(json("[\"0x7\",\"0x7\"]"));
    final JsonNode without = json("{\"baseFeePerGas\":[\"0x7\"]}");
    assertThat(fees.history(without)).isEqualTo(without);
  }
}
