/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;

class NetworksTest {
  private static final String NO_BRIDGE =
      "L1 has no bridge at 0x0000000000000000000000000000000000000000 (--l1-bridge)";

  private CannedChain l1;

  @BeforeEach
  void start() throws IOException {
    l1 = new CannedChain(new ObjectMapper());
    l1.answers("eth_call", params -> "0x");
    l1.answers("eth_blockNumber", params -> "0xc");
  }

  @AfterEach
  void stop() {
    l1.close();
  }

  private AbstractThrowableAssert<?, ?> refusedWithABlockThatIsOld(final long seconds) {
    l1.answers(
        "eth_getBlockByNumber",
        params -> Map.of("timestamp", "0x%x".formatted(Instant.now().getEpochSecond() - seconds)));
    try (Chain chain = new Chain("L1", l1.url())) {
      final Networks.Side side = new Networks.Side(chain, Address.ZERO);
      return assertThatThrownBy(() -> Networks.of(side, side, chain))
          .isInstanceOf(BridgeClientException.class);
    }
  }

  @Test
  void whereThereIsNoBridgeThatIsSaid() {
    refusedWithABlockThatIsOld(5).hasMessage(NO_BRIDGE);
  }

  @Test
  void aNodeThatLagsMayNotHaveTheBridgeYet() {
    refusedWithABlockThatIsOld(610)
        .hasMessage(
            NO_BRIDGE
                + "; the newest block of its node, 12, is 10 min old: if it lags, try again when it"
                + " has caught up");
  }
}
