/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Heads;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.state.L1BlockRef;

/** What several endpoints say of L1's time. */
class L1HeadsTest extends L1FaultsFixture {
  private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"0x([0-9a-f]+)\"");

  private static Spoiler later(final long seconds) {
    return (method, params, honest) ->
        new ScriptedEndpoint.Answer(
            honest.status(),
            TIMESTAMP
                .matcher(honest.body())
                .replaceAll(
                    found ->
                        "\"timestamp\":\"0x%x\""
                            .formatted(Long.parseLong(found.group(1), 16) + seconds)));
  }

  @Test
  void oneThatLiesIsHeardFirstAndIsNotTheMiddle() {
    l1.mine(3);
    try (L1RpcServer liar = new L1RpcServer(l1, later(3_600));
        L1RpcServer one = new L1RpcServer(l1);
        L1RpcServer two = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, liar, one, two)) {
      final L1Heads heads = new L1Heads(client);
      final L1BlockRef honest = l1.head(BlockTag.LATEST);
      assertThat(heads.first().timestamp()).isEqualTo(honest.timestamp() + 3_600);
      assertThat(heads.middle(heads.first()).timestamp()).isEqualTo(honest.timestamp());
    }
  }

  @Test
  void ofTwoTheLaterCountsAndOneAloneIsBelieved() {
    l1.mine(3);
    final L1BlockRef honest = l1.head(BlockTag.LATEST);
    try (L1RpcServer earlier = new L1RpcServer(l1, later(-3_600));
        L1RpcServer one = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, earlier, one);
        JsonRpcL1Client alone = client(BlockTag.LATEST, earlier)) {
      final L1Heads heads = new L1Heads(client);
      assertThat(heads.middle(heads.first()).timestamp()).isEqualTo(honest.timestamp());
      final L1Heads only = new L1Heads(alone);
      assertThat(only.middle(only.first()).timestamp()).isEqualTo(honest.timestamp() - 3_600);
    }
  }
}
