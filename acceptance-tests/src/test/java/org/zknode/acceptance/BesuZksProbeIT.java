/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;

class BesuZksProbeIT extends ZksProbeScenarios {
  /** Besu's default. */
  private static final int MAX_PEERS = 25;

  private static final Duration SETTLED = Duration.ofSeconds(60);

  BesuZksProbeIT() {
    super(Engine.BESU);
  }

  /** Besu refuses whoever comes when it has its 25 peers, before zks is asked. */
  @ParameterizedTest(name = "with zks: {0}")
  @ValueSource(booleans = {true, false})
  void strangersOnAllPeersDoNotKeepTheVerifierOut(final boolean zks) throws Exception {
    final JsonRpc main = devnet().mainNode().rpc();
    final JsonRpc external = devnet().externalNodes().getFirst().rpc();
    final List<Capability> offers = zks ? Capabilities.DEFAULT_OFFER : List.of();
    try (Strangers strangers = new Strangers(enode(), 2 * MAX_PEERS, offers)) {
      await().atMost(SETTLED).until(() -> strangers.refused() >= 2 * MAX_PEERS);
      external.call("admin_removePeer", enode());
      await().atMost(SETTLED).until(() -> peers(external) == 0);
      external.call("admin_addPeer", enode());
      await().atMost(SETTLED).until(() -> peers(external) == 1);
      final long head = main.tryQuantity("eth_blockNumber").orElseThrow();
      await()
          .atMost(SETTLED)
          .until(() -> external.tryQuantity("eth_blockNumber").orElse(0L) > head);
      assertThat(strangers.open()).as("they are still there").isPositive();
      assertThat(peers(main)).isLessThan(MAX_PEERS);
    }
  }

  private static long peers(final JsonRpc node) {
    return node.tryQuantity("net_peerCount").orElse(-1L);
  }
}
