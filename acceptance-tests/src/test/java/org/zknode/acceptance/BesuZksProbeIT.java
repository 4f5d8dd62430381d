/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.zks.wire.Capabilities;

class BesuZksProbeIT extends ZksProbeScenarios {
  /** Besu's default. */
  private static final int MAX_PEERS = 25;

  private static final Duration SETTLED = Duration.ofSeconds(90);

  BesuZksProbeIT() {
    super(Engine.BESU);
  }

  /**
   * Besu refuses whoever comes when it has its 25 peers, before zks is asked. Strangers of both
   * kinds are there at the same time, since Besu dials a peer that was added again within half a
   * minute after its next round of a minute only.
   */
  @Test
  void strangersOnAllPeersDoNotKeepTheVerifierOut() throws Exception {
    final JsonRpc main = devnet().mainNode().rpc();
    final JsonRpc external = devnet().externalNodes().getFirst().rpc();
    try (Strangers withZks = new Strangers(enode(), 2 * MAX_PEERS, Capabilities.DEFAULT_OFFER);
        Strangers withoutZks = new Strangers(enode(), 2 * MAX_PEERS, List.of())) {
      for (final Strangers strangers : List.of(withZks, withoutZks)) {
        await().atMost(SETTLED).until(() -> strangers.refused() >= 2 * MAX_PEERS);
      }
      external.call("admin_removePeer", enode());
      await().atMost(SETTLED).until(() -> peers(external) == 0);
      external.call("admin_addPeer", enode());
      await().atMost(SETTLED).until(() -> peers(external) == 1);
      final long head = main.tryQuantity("eth_blockNumber").orElseThrow();
      await()
          .atMost(SETTLED)
          .until(() -> external.tryQuantity("eth_blockNumber").orElse(0L) > head);
      // They are still there.
      await().atMost(SETTLED).until(() -> withZks.open() > 0 && withoutZks.open() > 0);
      assertThat(peers(main)).isLessThan(MAX_PEERS);
    }
  }

  private static long peers(final JsonRpc node) {
    return node.tryQuantity("net_peerCount").orElse(-1L);
  }
}
